"""Bytes as signs: the alphabet that is named, else the likeliest; nothing that no database or page can hold."""

from __future__ import annotations

_USUAL = "utf-8"


def decoded(packed: bytes, charset: str | None) -> str:
    """Text of these bytes. A name of an alphabet that is wrong or unknown is not believed."""
    for name in dict.fromkeys(filter(None, (charset, _USUAL))):
        try:
            return packed.decode(name)
        except (LookupError, ValueError):
            continue
    from charset_normalizer import from_bytes  # it loads every alphabet there is

    best = from_bytes(packed).best()
    return str(best) if best is not None else packed.decode(_USUAL, "replace")


def printable(words: str, most: int) -> str:
    """At most so many signs on one line, without spaces around them."""
    return clean(words[:most]).strip()


def clean(words: str) -> str:
    """Without control signs and halves of pairs; a tab is a space."""
    kept = "".join(sign if sign.isprintable() else " " for sign in words)
    return kept.encode("utf-8", "replace").decode("utf-8").rstrip()
