"""A code as people type it: letters of another alphabet and look-alikes are what they look like. Pure."""

from __future__ import annotations

# Cyrillic capitals that look like Latin ones; codes are made of Latin letters and digits.
_CYRILLIC = dict(zip("АВЕЗІЇКМНОРСТУХЈЅ", "ABE3IIKMHOPCTYXJS", strict=True))
# Codes with letters have neither 0 nor O, neither 1 nor I; those of digits alone have only the digits.
_ALIKE = {"O": "0", "I": "1"}
_SIGNS = str.maketrans({**_CYRILLIC, **_ALIKE, **{sign: _ALIKE.get(to, to) for sign, to in _CYRILLIC.items()}})


def meant(typed: str) -> str:
    """The code that was meant: no case, no spaces or dashes, ``О`` and ``o`` are ``0``, ``і`` is ``1``."""
    return "".join(sign for sign in typed.upper().translate(_SIGNS) if sign.isalnum())
