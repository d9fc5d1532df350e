"""What is said without buttons: answers bear numbers, the ways are words. For text messages. Pure."""

from __future__ import annotations

from civicore_bots.dialog import Reply, Said

_WAYS = ("b", "m", "r", "h", "l")


def plain(reply: Reply) -> str:
    """All messages of a reply as one text."""
    return "\n".join(written(one) for one in reply.parts)


def written(said: Said) -> str:
    """One message: its words, ``1 answer`` a line, links, and at its end the words that lead about."""
    every = [one for row in said.buttons for one in row]
    numbered = [one.label for one in every if one.data and one.data[0] not in _WAYS]
    links = [f"{one.label}: {one.url}" for one in every if one.url]
    ways = [one.label for one in every if one.data and one.data[0] in _WAYS]
    lines = [said.brief or said.text, *(f"{number} {label}" for number, label in enumerate(numbered, 1)), *links]
    return "\n".join([*lines, *([" / ".join(ways)] if ways else [])])
