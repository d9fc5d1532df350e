"""Numbers and secrets as they are compared: people type them from paper, exports write them as they like.

``1``, ``I``, ``І``, ``l`` are one sign, so are ``0``, ``O``, ``О``, and Cyrillic letters that look like Latin ones.
Blanks, dashes and case do not count.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from civicore import fold as folded_words

_LOOKS = str.maketrans("АВСЕНІКМОРТХУЅЈӀILO", "ABCEH1KM0PTXYSJ1110")
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})[./](\d{4}))")
_SHOWN = 4


def fold(number: str) -> str:
    """The number as it is compared; "" when nothing of it is a letter or a digit."""
    signs = "".join(one for one in number if one.isalnum())
    plain = unicodedata.normalize("NFKC", signs).upper()
    return plain.translate(_LOOKS)


def fold_name(name: str) -> str:
    """A family name as it is compared: without accents, apostrophes and hyphens besides."""
    return fold(folded_words(name))


def fold_day(written: str) -> str:
    """A day as it is compared: written ``2001-05-07`` or ``7.5.2001``; other words as a number."""
    match = _DATE.fullmatch(written.strip())
    if match is None:
        return fold(written)
    year, month, day = match[1] or match[6], match[2] or match[5], match[3] or match[4]
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return fold(written)


def fold_secret(kind: str, written: str) -> str:
    """A secret of this kind, a word of ``identify_by``, as it is compared."""
    match kind:
        case "last_name":
            return fold_name(written)
        case "birth_date":
            return fold_day(written)
        case "birth_year":
            return fold_day(written)[:4]
        case _:
            return fold(written)


def ending(number: str) -> str:
    """The last signs of a number, for staff who compare it with the paper before them."""
    signs = "".join(one for one in number if one.isalnum())
    return signs if len(signs) <= _SHOWN else f"…{signs[-_SHOWN:]}"
