"""Files that commands rewrite: read without loss, shown as a difference, written whole or not at all."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typer


def text_of(file: Path) -> str:
    """The text with its own line ends; exit 3 when it is no text."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{file.name}: {error}", err=True)
        raise typer.Exit(3) from None


def difference(file: Path, before: str, after: str) -> Iterator[str]:
    """What a rewritten file would change, as ``diff -u`` writes it."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), file.name, f"{file.name} (new)", lineterm="")
    yield from lines


def replace(file: Path, text: str) -> None:
    """Write the file anew, or the one that it links to. Who reads it meanwhile finds the old text or the new one."""
    file = file.resolve()
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "wb") as new:
        new.write(text.encode())
    Path(beside).chmod(file.stat().st_mode & 0o777)
    Path(beside).replace(file)
