"""How many messages a text is paid as, and where it is cut: GSM-7 and UCS-2 (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Coding = Literal["gsm7", "ucs2"]

# The default alphabet in the order of its codes; the escape that begins an extension stands at 27.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = 0x1B
_BASIC_CODES = {sign: code for code, sign in enumerate(_BASIC) if code != _ESCAPE}
_EXTENSION_CODES = dict(zip("\f^{}\\[~]|€", b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", strict=True))

# Septets of GSM-7, units of UTF-16: in a message that is alone, and in a part beside its header.
_ALONE: dict[Coding, int] = {"gsm7": 160, "ucs2": 70}
_PART: dict[Coding, int] = {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True)
class Split:
    """A text as it travels: its coding and its parts, each within what one message holds."""

    coding: Coding
    parts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.parts)


def coding_of(text: str) -> Coding:
    """GSM-7 as long as its alphabet has every sign."""
    return "gsm7" if all(sign in _BASIC_CODES or sign in _EXTENSION_CODES for sign in text) else "ucs2"


def units(text: str, coding: Coding) -> int:
    """The length in septets or in UTF-16 units: an extension sign is two of the ones, an emoji two of the others."""
    return sum(_width(sign, coding) for sign in text)


def split(text: str) -> Split:
    """Cut a text into messages; no escape and no surrogate pair is torn apart. An empty text is one message."""
    coding = coding_of(text)
    if units(text, coding) <= _ALONE[coding]:
        return Split(coding, (text,))
    return Split(coding, tuple(_cut(text, coding)))


def encoded(text: str, coding: Coding) -> bytes:
    """The octets of a text: one for each septet, or UTF-16 in network order. ValueError for a sign GSM-7 lacks."""
    if coding == "ucs2":
        return text.encode("utf-16-be", "surrogatepass")
    return bytes(code for sign in text for code in _septets(sign))


def _cut(text: str, coding: Coding) -> Iterator[str]:
    part, used = "", 0
    for sign in text:
        width = _width(sign, coding)
        if used + width > _PART[coding]:
            yield part
            part, used = "", 0
        part, used = part + sign, used + width
    yield part


def _width(sign: str, coding: Coding) -> int:
    if coding == "gsm7":
        return 2 if sign in _EXTENSION_CODES else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _septets(sign: str) -> tuple[int, ...]:
    if sign in _BASIC_CODES:
        return (_BASIC_CODES[sign],)
    if sign in _EXTENSION_CODES:
        return (_ESCAPE, _EXTENSION_CODES[sign])
    raise ValueError("the alphabet of GSM-7 lacks a sign of this text")
