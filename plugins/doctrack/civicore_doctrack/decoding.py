"""From the bytes of an export to its text: a mark at the start, UTF-8, or an older encoding of some office (case 42).

Older encodings cannot be told apart by their bytes alone, so nothing is guessed: the one is taken under which the
words that the city's file expects are there. Where two are as good, or none, the file is refused.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection

from civicore_doctrack.plan import folded
from civicore_doctrack.runs import Complaint

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLDER = ("cp1251", "cp1250", "cp1252", "koi8_u", "koi8_r", "cp866", "cp852", "iso8859_2", "iso8859_5")


def decoded(data: bytes, encoding: str, expected: Collection[str]) -> str | Complaint:
    """The text of a file; ``expected`` are names of columns and words for stages that may stand in it."""
    if not data.strip():
        return Complaint("doctrack.file_empty")
    text = _by_mark(data) or (_auto(data, expected) if encoding == "auto" else _strictly(data, encoding))
    if text is None:
        return Complaint("doctrack.encoding_unclear")
    return Complaint("doctrack.encoding_unclear") if "\0" in text else text


def _by_mark(data: bytes) -> str | None:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    return None if encoding is None else _strictly(data, encoding)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except ValueError:
        return None


def _auto(data: bytes, expected: Collection[str]) -> str | None:
    whole = _strictly(data, "utf-8")
    if whole is not None:
        return whole
    found: dict[str, int] = {}
    for encoding in _OLDER:
        text = _strictly(data, encoding)
        if text is not None and not any("\x80" <= sign <= "\x9f" for sign in text):
            found[text] = _words(text, expected)
    best = max(found.values(), default=0)
    likely = [text for text, words in found.items() if words == best]
    return likely[0] if best and len(likely) == 1 else None


def _words(text: str, expected: Collection[str]) -> int:
    """How many of the words that only one encoding can write are there."""
    there = folded(text)
    return sum(folded(one) in there for one in expected if not one.isascii())
