"""Files in one sealed archive, written and read as a stream: nothing of a city lies open on the way."""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

import pyrage  # type: ignore[import-untyped]

from civicore.backups.key import BackupKey, KeyUnfit
from civicore.backups.taking_out import take_out

_CHUNK = 1 << 20
_QUICK = 1  # of 9; a dump of PostgreSQL is packed already


class Damaged(Exception):
    """An archive is not what was written: cut short, changed, or no archive at all."""


@dataclass(frozen=True)
class Part:
    """A file by its size (bytes) and what it holds (SHA-256, hex)."""

    size: int
    sha256: str


def part_of(path: Path) -> Part:
    """The part that a file is."""
    with path.open("rb") as file:
        return Part(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def seal(files: Mapping[str, Path], archive: Path, key: BackupKey) -> Part:
    """Write the files, under these names, into a new archive that only the key opens. FileExistsError if it is there.

    It is on disk when this returns. What failed is taken away again where the folder lets it.
    """
    handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            hashed = _Hashing(out)
            _through(lambda sink: _pack(files, sink), lambda source: _sealed(source, hashed, key))
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        archive.unlink(missing_ok=True)
        raise
    return Part(hashed.size, hashed.digest())


def unseal(archive: Path, folder: Path, key: BackupKey) -> None:
    """Take everything out of an archive. KeyUnfit when the key is another one, Damaged when it was changed.

    Until this returns nothing of it may be believed.
    """
    with archive.open("rb") as sealed:
        _through(lambda sink: _opened(sealed, sink, key), lambda source: _unpack(source, folder))


def seal_words(words: str, key: BackupKey) -> bytes:
    """A few words, sealed."""
    made: bytes = pyrage.encrypt(words.encode(), [key.recipient])
    return made


def unseal_words(sealed: bytes, key: BackupKey) -> str:
    """The words again. KeyUnfit when the key is another one, Damaged when they were changed."""
    try:
        return bytes(pyrage.decrypt(sealed, list(key.identities))).decode()
    except (pyrage.DecryptError, OSError) as error:
        raise _trouble(error) from None


class _Hashing(RawIOBase):
    """Passes on what is written and keeps its hash."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._hash, self.size = out, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def digest(self) -> str:
        return self._hash.hexdigest()


def _through(give: Callable[[BinaryIO], None], take: Callable[[BinaryIO], None]) -> None:
    """Let one side write in a thread what the other reads here. What fails first, on the giving side, is told."""
    out, into = os.pipe()

    def gives() -> None:
        with os.fdopen(into, "wb") as sink:
            give(sink)

    with ThreadPoolExecutor(1) as beside, os.fdopen(out, "rb") as source:
        giving = beside.submit(gives)
        taken: BaseException | None = None
        try:
            take(source)
        except BaseException as error:
            taken = error
        source.close()  # a giver that is still writing finds nobody there and ends
        given = giving.exception()
    if given is not None and not isinstance(given, BrokenPipeError):
        raise given
    if taken is not None:
        raise taken


def _pack(files: Mapping[str, Path], sink: BinaryIO) -> None:
    packed = gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=_QUICK, mtime=0)
    with packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, path in files.items():
            tar.add(path, name, recursive=False)


def _unpack(source: BinaryIO, folder: Path) -> None:
    try:
        with gzip.GzipFile(fileobj=source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            take_out(tar, folder)
        while source.read(_CHUNK):  # to the end, so that the seal of the last piece is looked at
            pass
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise Damaged(f"it cannot be unpacked: {error}") from None


def _sealed(source: BinaryIO, out: RawIOBase, key: BackupKey) -> None:
    pyrage.encrypt_io(source, out, [key.recipient])


def _opened(sealed: BinaryIO, sink: BinaryIO, key: BackupKey) -> None:
    if not key.opens:
        raise KeyUnfit("the public half of the key opens nothing: bring the secret half")
    try:
        pyrage.decrypt_io(sealed, sink, list(key.identities))
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise _trouble(error) from None


def _trouble(error: Exception) -> Exception:
    if "No matching keys" in str(error):
        return KeyUnfit("it was made for another key")
    return Damaged("it was cut short or changed since it was made")
