"""One request of a program: what its address names, what it sent, and what it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import cast
from urllib.parse import quote
from uuid import UUID

from litestar.datastructures import FormMultiDict

from civicore import AnyRequest, Refusal, language
from civicore_signals import open311_asking as asking
from civicore_signals import open311_records as records
from civicore_signals.citizen import Here
from civicore_signals.open311_refusals import Denied
from civicore_signals.open311_shapes import CONTENT_TYPES, Document, Format

PLACE = "/open311/v2"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Address:
    """What an address names: ``requests/17.json`` is the thing ``requests``, the id ``17`` and the format json."""

    thing: str
    id: str
    format: Format | None

    @classmethod
    def read(cls, path: str) -> Address:
        rest = path.removeprefix(PLACE).strip("/") if path.startswith(PLACE + "/") else ""
        stem, dot, ending = rest.rpartition(".")
        thing, _, id = stem.partition("/") if dot else ("", "", "")
        return cls(thing, id, cast("Format", ending) if ending in CONTENT_TYPES else None)


@dataclass(frozen=True)
class Answer:
    """A document with its status and further headers."""

    document: Document
    status: int = 200
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Asked:
    """One request of a program."""

    request: AnyRequest
    address: Address

    @cached_property
    def here(self) -> Here:
        return Here(self.request)

    @property
    def language(self) -> str:
        return language(self.request)

    @cached_property
    def query(self) -> asking.Parameters:
        return self.request.query_params.dict()

    async def sent(self) -> asking.Parameters | Denied:
        """What a POST brought; the address may bear parameters too."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != _FORM:
            return Denied.of(Refusal("open311.body"))
        form: FormMultiDict = await self.request.form()
        names = {*self.query, *form}
        return {name: [*self.query.get(name, ()), *map(str, form.getall(name, []))] for name in names}

    @cached_property
    def words(self) -> records.Words:
        here = self.here
        return records.Words(here.plan, self.language, here.city.zone, partial(_photo, here, self.language))

    def said(self, refusal: Refusal) -> str:
        """A refusal in the reader's language."""
        return self.here.runtime.languages.say(self.language, refusal)


def _photo(here: Here, language: str, number: str, id: UUID) -> str:
    """Where everybody sees an approved photo, for as long as its case is public."""
    return here.runtime.absolute(f"/{language}/signals/photo/{id}?number={quote(number, safe='')}")
