"""Temporary files of a test run lie in memory where the computer has room there.

Half of the tests write a database of their own, and a disk that is asked to keep each of some ten thousand bookings is
what they would wait for. What holds when a process is killed is the same on both; a city's own disk is measured by
``make bench``, which names its folder itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

SHARED = Path("/dev/shm")  # the kernel's own folder in memory
ROOM = 4 * 2**30  # bytes: two servers with their logs, copies of installations, and as much again


def chosen(environ: Mapping[str, str], free: int) -> Path | None:
    """Where temporary files go; None: where they go anyway. ``free`` is the room in memory, in bytes."""
    return None if "TMPDIR" in environ or free < ROOM else SHARED


def use() -> None:
    """From now on, for this process and those that it starts; somebody's own ``TMPDIR`` stands."""
    free = shutil.disk_usage(SHARED).free if SHARED.is_dir() and os.access(SHARED, os.W_OK) else 0
    if folder := chosen(os.environ, free):
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
