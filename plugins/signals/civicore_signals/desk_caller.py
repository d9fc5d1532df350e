"""The questions of the page on which a case is filed for somebody: what, where, who."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import Choice, Field, Text
from civicore_signals.desk_clerk import Clerk

LONGEST = 4000  # characters of a text


def what_fields(clerk: Clerk) -> Iterator[Field]:
    """How it came, of what kind and type it is, and the words."""
    ways = {"hotline": "by telephone", "desk": "in person", "letter": "on paper"}
    yield Field("origin", "How it came", "radio", choices=[Choice(way, words) for way, words in ways.items()])
    kinds = [Choice(kind.id, kind.name) for kind in clerk.plan.kinds.values()]
    yield Field("kind", "Kind", "select", choices=kinds)
    types = [Choice(type.id, type.name) for type in clerk.plan.categories.values() if type.leaf]
    yield Field("category", "Category", "select", choices=types)
    yield Field("text", "What it is about", "textarea", max_length=LONGEST, rows=6)
    asks = {name for kind in clerk.plan.kinds.values() for name in kind.asks}
    if "topic" in asks:
        yield Field("topic", "Subject", required=False, max_length=200)
    if "happened_on" in asks:
        yield Field("happened_on", "On which day did it happen?", "date", required=False, width=10)


def where_fields(clerk: Clerk) -> Iterator[Field]:
    """The place in words, and its district where the city has a map of them."""
    hint = "Street and number, a stop, what stands beside it"
    yield Field(
        "where", "Address or description of the place", required=False, hint=hint, max_length=300, autocomplete="off"
    )
    if clerk.names.areas:
        areas = [Choice(id, name) for id, name in clerk.names.areas.items()]
        yield Field("area", clerk.plan.map.area_label or "District", "select", required=False, choices=areas)


def caller_fields(clerk: Clerk) -> Iterator[Field]:
    """Who it is, as far as they say."""
    yield Field("name", "Name", "name", required=False, autocomplete="off")
    yield Field("organisation", "Organisation", required=False, autocomplete="off")
    yield Field("phone", "Telephone", "tel", required=False, autocomplete="off", width=20)
    yield Field("email", "E-mail", "email", required=False, autocomplete="off", hint="The link to the case goes there.")
    yield Field("address", "Postal address", required=False, autocomplete="off", max_length=300)
    speak = clerk.runtime.languages
    spoken = [Choice(language, Text({language: speak.native_name(language)})) for language in clerk.city.languages]
    yield Field("language", "Language of our messages", "select", required=len(spoken) > 1, choices=spoken)
