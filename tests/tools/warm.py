"""Servers forked from a process that has read the program already: a start costs a third of what a command costs.

They run the same command with the same words. What a start from nothing needs is shown where ``executable`` is given,
and by whatever calls the command itself.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.tools.warmed"])


class Forked:
    """A server that was forked: what ``subprocess.Popen`` would tell of it."""

    def __init__(self, arguments: Sequence[str], log: Path, folder: Path, environ: Mapping[str, str]) -> None:
        self._process: ForkServerProcess = NURSERY.Process(
            target=serve, args=(tuple(arguments), str(log), str(folder), dict(environ)), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """As it ended; of a signal its negative number."""
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended; TimeoutExpired when it has not by then."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("civicore", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def serve(arguments: Sequence[str], log: str, folder: str, environ: Mapping[str, str]) -> None:
    """The command in the forked process, writing to its log."""
    from civicore.cli import main

    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(out, stream)
    sys.stdout = os.fdopen(1, "w", buffering=1)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    os.environ.update(environ)
    os.chdir(folder)
    warnings.resetwarnings()
    warnings.simplefilter("default")
    sys.argv = ["civicore", *arguments]
    main()
