"""What people type, made safe to store and show: one form of letters, no invisible tricks."""

from __future__ import annotations

import re
import unicodedata

# Direction marks and invisible spaces come along when text is pasted; they can make a name read as another.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_TOO_MANY_MARKS = 5
_LINES = "\n\t"
_MAY_BE_PILED = re.compile(rf"\W{{{_TOO_MANY_MARKS}}}")  # no mark is a letter or a digit
_SPACES = re.compile(r"[^\S\n]+")


def cleaned(written: str, *, lines: bool = False) -> str | None:
    """The text in composed letters without invisible marks and outer spaces; None when it cannot be text.

    Control characters, NUL, half surrogates and piles of combining marks make it no text. Line ends are
    kept, as ``\\n``, only where ``lines`` are asked for.
    """
    text = written.replace("\r\n", "\n").replace("\r", "\n") if lines else written
    if text.isprintable():  # nothing invisible and nothing forbidden is
        if text.isascii():  # nothing is composed, and nothing piled up
            return text.strip()
        plain = unicodedata.normalize("NFC", text).strip()
    else:
        plain = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()
        if any(_forbidden(letter, lines) for letter in plain):
            return None
    return None if _MAY_BE_PILED.search(plain) and _piled(plain) else plain


def tamed(written: str) -> str:
    """The same for what nobody can be asked about again: what makes it no text is taken out of it, lines stay."""
    plain = unicodedata.normalize("NFC", written.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE))
    kept, run = [], 0
    for letter in plain:
        run = run + 1 if _marks(letter) else 0
        if run < _TOO_MANY_MARKS and not _forbidden(letter, lines=True):
            kept.append(letter)
    return "".join(kept).strip()


def single_spaced(words: str) -> str:
    """Runs of spaces, no-break ones too, as one space."""
    if words.isprintable() and "  " not in words:  # the plain space is the only one that prints
        return words
    return _SPACES.sub(" ", words)


def _forbidden(letter: str, lines: bool) -> bool:
    if lines and letter in _LINES:
        return False
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in "\u2028\u2029\ufffe\uffff"


def _piled(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if _marks(letter) else 0
        if run >= _TOO_MANY_MARKS:
            return True
    return False


def _marks(letter: str) -> bool:
    """Whether it stands over, under or around another letter."""
    return unicodedata.category(letter).startswith("M")
