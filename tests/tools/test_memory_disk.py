"""Where the files of a test run lie."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.tools.memory_disk import ROOM, SHARED, chosen, use


@pytest.mark.parametrize(
    ("environ", "free", "where"),
    [({}, ROOM, SHARED), ({}, ROOM - 1, None), ({}, 0, None), ({"TMPDIR": "/elsewhere"}, ROOM, None)],
    ids=["room", "too little", "none", "somebody's own"],
)
def test_files_lie_in_memory_where_there_is_room(environ: dict[str, str], free: int, where: Path | None) -> None:
    assert chosen(environ, free) == where


def test_it_holds_for_this_process_and_those_that_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", "/elsewhere")
    monkeypatch.setattr("tests.tools.memory_disk.chosen", lambda environ, free: SHARED)
    use()
    assert (tempfile.gettempdir(), os.environ["TMPDIR"]) == (str(SHARED), str(SHARED))


def test_every_run_asked(tmp_path: Path) -> None:
    place = Path(os.environ.get("TMPDIR", tempfile.gettempdir()))
    assert chosen({}, shutil.disk_usage(SHARED).free if SHARED.is_dir() else 0) is None or "TMPDIR" in os.environ
    assert tmp_path.is_relative_to(place.resolve())
