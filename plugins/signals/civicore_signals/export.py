"""Tables for other programs, written row by row while they are read: a year of cases takes no more memory than ten.

A cell that a spreadsheet would run as a formula is made plain words by an apostrophe before it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Literal
from zoneinfo import ZoneInfo

from litestar.response import Stream

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_TURNING = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8
_ROWS = 100  # that are sent together

Separator = Literal[",", ";"]


def cell(value: object, zone: ZoneInfo) -> str:
    """A value as it stands in the file: instants with the city's offset, nothing as nothing, no formula."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int() | float():
            return f"{value}"
        case _:
            return plain(str(value))


def plain(words: str) -> str:
    """Words without signs that turn the direction of writing, and never a formula."""
    shown = "".join(sign for sign in words.translate(_TURNING) if sign.isprintable() or sign in "\n\t")
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) or shown.startswith("\t") else shown


async def written(
    head: Sequence[str], rows: AsyncIterable[Sequence[object]], zone: ZoneInfo, separator: Separator = ","
) -> AsyncIterator[bytes]:
    """The file in pieces; every cell stands in quotes, as RFC 4180 has it."""
    kept: list[Sequence[str]] = [head]
    async for row in rows:
        kept.append([cell(value, zone) for value in row])
        if len(kept) >= _ROWS:
            yield _piece(kept, separator)
            kept.clear()
    if kept:
        yield _piece(kept, separator)


def download(name: str, pieces: AsyncIterator[bytes], *, public: bool = False, marked: bool = False) -> Stream:
    """An answer that is sent while it is made. ``marked`` begins with the mark that spreadsheets ask for."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        # What becomes private is gone from every cache within a minute (case 4).
        "Cache-Control": "public, max-age=60" if public else "no-store",
    }
    return Stream(_marked(pieces) if marked else pieces, media_type="text/csv", headers=headers)


async def _marked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield _MARK.encode()
    async for piece in pieces:
        yield piece


def _piece(rows: Iterable[Sequence[str]], separator: Separator) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
