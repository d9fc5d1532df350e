"""What ``civicore check`` says about the settings of lost and found."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding, say
from lostfound.config import NAME, said

_PATH = ("plugins", NAME, "config", "fields")


def check(city: City) -> Iterator[Finding]:
    """E102: a choice without answers."""
    for id, one in said(city).fields.items():
        if one.kind == "choice" and not one.choices:
            yield Finding("E102", say('"choices" is missing in %(id)s', id=id), (*_PATH, id), at_key=True)
