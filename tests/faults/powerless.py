"""A server without the power of root: files that may not be written are not written, whoever runs the tests."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.tools.warm import NURSERY, serve

_VERSION = 0x20080522  # of Linux's capability sets
_CAPSET = {"x86_64": 126, "aarch64": 91}


class Powerless:
    """The command in a process of its own; what it says stands in its log."""

    def __init__(self, arguments: Sequence[str], log: Path, folder: Path) -> None:
        self._process = NURSERY.Process(target=powerless, args=(tuple(arguments), str(log), str(folder)), daemon=True)
        self._process.start()

    def wait(self, seconds: float) -> int:
        """How it ended; TimeoutExpired when it has not by then."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("civicore", seconds)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


def powerless(arguments: Sequence[str], log: str, folder: str) -> None:
    """Give up all capabilities, then serve."""
    header, nothing = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    failed = ctypes.CDLL(None, use_errno=True).syscall(_CAPSET[os.uname().machine], header, nothing)
    if failed:
        raise OSError(ctypes.get_errno(), "the capabilities stay")
    serve(arguments, log, folder, {})
