"""The name of a file as people may see it: without paths, tricks of direction, and what it is not."""

from __future__ import annotations

import unicodedata

LONGEST = 80  # characters with the ending; longer names break pages and file systems
_ENDING = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_SHOWN = ("L", "M", "N", "P", "S")  # letters, marks, numbers, punctuation, signs
_MOST_MARKS = 2  # on one letter; towers of them cover the lines above
_KEPT_APART = frozenset('\\/:*?"<>|;%')


def clean_name(written: str, content_type: str) -> str:
    """The name without path, control and direction characters, shortened, with the ending of what it really is."""
    stem = shown_name(written)
    before, dot, ending = stem.rpartition(".")
    stem = before if dot and len(ending) <= 5 else stem
    ending = _ENDING[content_type]
    return f"{stem[: LONGEST - len(ending) - 1].strip('. ') or 'file'}.{ending}"


def shown_name(written: str) -> str:
    """The name as it was given, in one line that can be shown: for a file that is not kept."""
    last = written.replace("\\", "/").rpartition("/")[2]
    shown, marks = "", 0
    for letter in unicodedata.normalize("NFC", last[:1000]):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        shown += _letter(letter) if marks <= _MOST_MARKS else ""
    return " ".join(shown.split()).strip(". ")[:LONGEST]


def _letter(letter: str) -> str:
    if letter in _KEPT_APART:
        return "_"
    category = unicodedata.category(letter)
    if category.startswith(_SHOWN):
        return letter
    return " " if category == "Zs" else ""
