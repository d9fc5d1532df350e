"""A database for one run of a demo or a test: its file goes with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path

from civicore.storage.sqlite import SQLite

_NAME = "civicore-demo-"


class ThrowAway(SQLite):
    """It may be closed and opened again; it is deleted with its engine, or by the next one after a kill."""

    def __init__(self, wait: float) -> None:
        folder, handle = _own_folder()
        super().__init__(folder / "city.db", wait=wait, durable=False)
        weakref.finalize(self, _remove, folder, handle)
        _sweep(folder.parent)


def _own_folder() -> tuple[Path, int]:
    # It gets its name once it is locked, so that nobody sweeps it away before.
    made = Path(tempfile.mkdtemp(prefix="civicore-new-"))
    handle = os.open(made, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return made.rename(made.with_name(made.name.replace("civicore-new-", _NAME))), handle


def _sweep(among: Path) -> None:
    """Delete what killed processes left: the kernel has taken their locks away."""
    for folder in among.glob(f"{_NAME}*"):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:  # another user's, or gone meanwhile
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # somebody lives there
        finally:
            os.close(handle)


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
