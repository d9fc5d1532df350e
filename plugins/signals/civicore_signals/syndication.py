"""What is new among public cases, as an Atom feed. Pure: it is handed what everybody may read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One case: its page, its headline and its words in plain text. Instants are aware."""

    href: str
    title: str
    words: str
    made_at: datetime
    changed_at: datetime
    category: str


@dataclass(frozen=True)
class About:
    """The feed: its own address, the page that shows the same, how it is called."""

    href: str
    page: str
    title: str
    author: str
    language: str
    changed_at: datetime


def atom(about: About, entries: Iterable[Entry]) -> bytes:
    """The feed as RFC 4287 wants it; words are text, so nothing in them is markup."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": about.language})
    _say(feed, "id", about.href)
    _say(feed, "title", about.title)
    _say(feed, "updated", _stamp(about.changed_at))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": about.href})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": about.page})
    _say(SubElement(feed, "author"), "name", about.author)
    for one in entries:
        _entry(feed, one)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: Element, one: Entry) -> None:
    entry = SubElement(feed, "entry")
    _say(entry, "id", one.href)
    _say(entry, "title", one.title)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.href})
    _say(entry, "published", _stamp(one.made_at))
    _say(entry, "updated", _stamp(one.changed_at))
    SubElement(entry, "category", {"term": one.category})
    _say(entry, "summary", one.words)


def _say(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = "".join(letter for letter in words if letter >= " " or letter in "\n\t")


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
