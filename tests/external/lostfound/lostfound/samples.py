"""Believable things and reports for demo and training, in the words of each language."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from civicore import Principal, Samples, new_id
from lostfound import rights
from lostfound.config import categories
from lostfound.service import Office
from lostfound.things import Report, Thing

_CLERK = Principal("staff", "demo", "Demo", frozenset({rights.WORK}))
_WORDS = Path(__file__).with_name("samples.yaml")


def samples(office: Office) -> Samples:
    async def make() -> None:
        for place, one in enumerate(_words(office.runtime.languages.default)["things"]):
            await office.add(_thing(office, place, one), _CLERK)
        for place, one in enumerate(_words(office.runtime.languages.default)["reports"]):
            await office.report(_report(office, place, one))

    return Samples("lostfound.things", make)


def _thing(office: Office, place: int, said: dict[str, str]) -> Thing:
    offices = list(office.city.offices)
    return Thing(
        id=new_id(),
        category=_category(office, said["category"]),
        words=said["words"],
        place=said["place"],
        mark=said.get("mark", ""),
        found_on=office.today - timedelta(days=place),
        added_at=office.runtime.clock.now() - timedelta(days=place),
        office=offices[place % len(offices)] if offices else "",
    )


def _report(office: Office, place: int, said: dict[str, str]) -> Report:
    return Report(
        id=new_id(),
        category=_category(office, said["category"]),
        words=said["words"],
        place=said["place"],
        lost_on=office.today - timedelta(days=place + 1),
        email=f"owner{place + 1}@{office.city.deployment.id.replace('_', '-')}.example",
        name=said["name"],
        language=office.runtime.languages.default,
        made_at=office.runtime.clock.now() - timedelta(hours=5 * place + 1),
        answers={id: next(iter(one.choices), said["words"]) for id, one in office.said.fields.items() if one.required},
    )


def _category(office: Office, usual: str) -> str:
    """The city's own kind where it has one of this id, else its last one."""
    known = list(categories(office.city))
    return usual if usual in known else known[-1]


def _words(language: str) -> dict[str, Any]:
    every = _every()
    words: dict[str, Any] = every.get(language) or every["en"]
    return words


@cache
def _every() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found
