"""What comes out of a tar lies below the folder; it has files and folders, and nothing that leads elsewhere."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from civicore.backups.taking_out import take_out


def packed(*members: tuple[tarfile.TarInfo, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for member, body in members:
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    made.seek(0)
    return made


def link(kind: bytes, target: str) -> tarfile.TarInfo:
    made = tarfile.TarInfo("link")
    made.type, made.linkname = kind, target
    return made


def test_files_and_folders_are_written_as_they_were(tmp_path: Path) -> None:
    folder, file = tarfile.TarInfo("base"), tarfile.TarInfo("base/1/records")
    folder.type, file.mode = tarfile.DIRTYPE, 0o4777
    with tarfile.open(fileobj=packed((folder, b""), (file, b"some")), mode="r|") as tar:
        take_out(tar, tmp_path)
    there = tmp_path / "base" / "1" / "records"
    assert (there.read_bytes(), there.stat().st_mode & 0o7777) == (b"some", 0o755)


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("../outside"),
        tarfile.TarInfo("inside/../../outside"),
        tarfile.TarInfo("/tmp/outside"),
        link(tarfile.SYMTYPE, "/etc/passwd"),
        link(tarfile.LNKTYPE, "/etc/passwd"),
        link(tarfile.FIFOTYPE, ""),
    ],
    ids=lambda one: f"{one.name} {one.linkname}",
)
def test_nothing_leads_elsewhere(member: tarfile.TarInfo, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    with tarfile.open(fileobj=packed((member, b"")), mode="r|") as tar, pytest.raises(tarfile.TarError):
        take_out(tar, into)
    assert [*tmp_path.rglob("*")] == [into]
