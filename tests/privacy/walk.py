"""Walks every address that a stranger can ask, and looks for marked words in whatever is answered.

An address is asked as it is written. A word that stands in the address itself may be said back; so such an answer
must be the same as for a word that nobody ever wrote (see ``echoes``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus

import httpx
from litestar import Litestar
from PIL import Image

from civicore.app import Built
from civicore.web.front import UNSPOKEN
from tests.laws.test_outputs import INSIDE

Colour = tuple[int, int, int]
_NEAR = 24  # of 255; a picture that was made smaller and packed again differs by less
MARK = re.compile(
    r"qx[a-z]+?zx|СК\d\d-\d\d-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\d.])\d\d\.\d{4}|4207771\d{5}", re.I
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
HTML, JSON, XML = "text/html", "application/json", "application/xml"


@dataclass(frozen=True)
class Secrets:
    """What no stranger may ever be told: words, numbers, ids, and colours of pictures."""

    words: frozenset[str]
    colours: Sequence[Colour] = ()

    def found(self, said: str, asked: str = "") -> set[str]:
        """Secrets that stand in something, but for those that its address says itself."""
        return (marks(said) & self.words) - marks(asked)


def marks(said: str) -> set[str]:
    """Everything in a text that can be told apart: marked words, numbers, ids, places, telephones; in small letters."""
    return {found.casefold() for one in set(readings(said)) for found in MARK.findall(one)}


def readings(said: str) -> Iterator[str]:
    """The words themselves, and what they mean to a browser, in an address, and in JSON."""
    yield said
    plain = unescape(said)
    yield plain
    yield unquote_plus(plain)
    yield unquote_plus(unquote_plus(plain))
    yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)


@dataclass(frozen=True)
class Leak:
    """Something that left: who asked what, and what came with it."""

    asked: str
    found: tuple[str, ...]


def without_parameters(app: Litestar) -> list[str]:
    """Every address outside the desk that is read and takes no parameter."""
    return sorted(
        route.path
        for route in app.routes
        if "{" not in route.path and "GET" in getattr(route, "methods", ()) and not route.path.startswith(INSIDE)
    )


def spoken(address: str, languages: Iterable[str]) -> list[str]:
    """An address in each language; those for programs have none."""
    if address.partition("?")[0].split("/")[1] in UNSPOKEN:
        return [address]
    return [f"/{language}{address}" for language in languages]


async def addresses(built: Built, subjects: Sequence[str]) -> list[str]:
    """All that can be asked about these, without doubles."""
    asked = dict.fromkeys(without_parameters(built.app))
    for subject in ("", *subjects):
        for one in built.outputs:
            asked.update(dict.fromkeys(await one.addresses(subject)))
    return list(asked)


async def walk(
    http: httpx.AsyncClient, places: Iterable[str], secrets: Secrets, languages: Sequence[str]
) -> list[Leak]:
    """Ask all of it as a stranger, by GET and HEAD and in each form that is spoken; what leaked, in order."""
    leaks = []
    for place in places:
        for number, address in enumerate(spoken(place, languages)):
            for method, accept in _ways(place, number):
                answer = await http.request(method, address, headers={"Accept": accept})
                found = told(answer, secrets) | ({"a fault"} if answer.status_code >= 500 else set())
                if found:
                    leaks.append(Leak(f"{method} {address} ({accept})", tuple(sorted(found))))
    return leaks


def _ways(place: str, language: int) -> list[tuple[str, str]]:
    """GET everywhere; what else there is to ask, and words that are looked for, in the first language alone."""
    if language:
        return [] if "text=" in place or "q=" in place else [("GET", HTML)]
    forms = [JSON, XML] if "?" not in place else [JSON]
    return [("GET", HTML), ("HEAD", HTML), *(("GET", one) for one in forms)]


def told(answer: httpx.Response, secrets: Secrets) -> set[str]:
    """Secrets in the status line, the headers and the body of an answer."""
    head = "\n".join([answer.reason_phrase, *(f"{name}: {value}" for name, value in answer.headers.items())])
    asked = str(answer.request.url)
    found = secrets.found(head, asked)
    kind = answer.headers.get("content-type", "")
    if kind.startswith("image/") and "svg" not in kind:
        if answer.request.url.path.startswith("/app-icons/"):  # drawn in the city's own colours
            return found
        return found | seen_in(answer.content, secrets.colours)
    said = answer.text
    if "json" in kind and said:
        said += "\n" + json.dumps(answer.json(), ensure_ascii=False)
    return found | secrets.found(said, asked)


def seen_in(picture: bytes, colours: Collection[Colour]) -> set[str]:
    """Colours that a picture shows anywhere."""
    if not picture:
        return set()
    small: Any = Image.open(BytesIO(picture)).convert("RGB").resize((8, 8))
    shown = {small.getpixel((x, y)) for x in range(8) for y in range(8)}
    return {f"colour {one}" for one in colours if any(_alike(one, seen) for seen in shown)}


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))
