"""How a language is written in text messages: without diacritics it costs half, in its own letters it is itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from civicore.messaging.sms.segments import coding_of, split

Alphabet = Literal["gsm7_safe", "gsm7", "ucs2"]

# Signs of print and of the extension table (two septets each), as plain signs of one.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("–—‒―−~", "-"),
        **dict.fromkeys("„“”«»‟", '"'),
        **dict.fromkeys("‚‘’‛`´^", "'"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\t\f", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\r", ""),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("\\|", "/"),
        **dict.fromkeys("•·", "-"),
        "…": "...",
        "€": "EUR",
        # Letters that Unicode does not take apart into a letter and a mark.
        **dict(zip("łŁđĐħĦıŧŦøØ", "lLdDhHitToO", strict=True)),
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ß": "ss",
    }
)


class Wording:
    """Writes texts as the city's file wants them (``channels.sms.alphabet``).

    ``gsm7_safe`` strips diacritics and the signs that cost two; ``ucs2`` keeps every letter; ``gsm7`` strips only
    where that spares messages. What has letters of another script keeps them all: nobody reads question marks.
    """

    def __init__(self, by_language: Mapping[str, Alphabet]) -> None:
        self._by_language = by_language

    def __call__(self, language: str, text: str) -> str:
        alphabet = self._by_language.get(language, "gsm7_safe")
        if alphabet == "ucs2" or (alphabet == "gsm7" and coding_of(text) == "gsm7"):
            return text
        plain = stripped(text)
        return plain if coding_of(plain) == "gsm7" else text


def stripped(text: str) -> str:
    """A text without diacritics, typographic signs and the signs of GSM-7's extension table."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_PLAIN))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def paid_messages(by_language: Mapping[str, Alphabet], language: str, text: str) -> int:
    """How many messages a text is paid as, written as the city's file wants it."""
    return len(split(Wording(by_language)(language, text)))
