"""Every limit on a person, address, network, device, account or day, found in the model itself (S12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from civicore.deployment.city import City
from civicore.people import throttle

_LIMIT = re.compile(
    r"(^|_)per_(person|address|network|agenda|day|hour|minute|email)|^(live|holds|unconfirmed|active)_per"
    r"|^(capacity|quota|max_people|idle|longest|offer_for|most_waiting|puzzle|max_files)$"
)
_BLOCKS = frozenset({"limits", "puzzle"})
_NEARER = frozenset({"agendas", "departments", "offices"})
_SKIPPED = frozenset({"check_in", "early", "late", "shared", "name_change"})
_WIDEST = 46  # letters of the first column; what is longer pushes its own line only
HEADINGS = {
    "person": "One person, whatever the channel and the spelling of the address",
    "address": "One address that mail or messages go to",
    "network": "One network (an IPv4 address, an IPv6 /64), over all channels and processes",
    "device": "One device in a hall",
    "account": "One account, and its sessions",
    "day": "One day",
    "item": "One thing that is asked for",
    "city": "The whole town",
}
_OF = (
    ("account", r"\b(idle|longest)$"),
    ("network", r"per_network|number_search"),
    ("day", r"capacity$|quota$|unconfirmed_per_day"),
    ("address", r"holds_per_address|answers_per_hour"),
    ("person", r"per_person|per_agenda_and_day|max_people|offer_for|max_files"),
    ("city", ""),
)
FIXED: Mapping[str, Mapping[str, object]] = {
    "account": {"wrong passwords": throttle.ACCOUNT, "wrong codes of the second factor": throttle.CODES},
    "network": {"wrong passwords, whatever the account": throttle.NETWORK, "sign-in by a directory": throttle.DOOR},
    "address": {"links by e-mail": throttle.MAILS},
    "device": {"wrong codes when it is enrolled": throttle.CODES},
    "city": {"one request": "10 MB, 1,000 parts, and of files as much as their place allows"},
}
"""Brakes that no file loosens; plugins name theirs as ``brakes`` of their section."""


@dataclass(frozen=True)
class Limit:
    """One limit: whom it holds for, its path in the file (or its name, where none loosens it), value and meaning."""

    whom: str
    path: str
    value: str
    meaning: str

    @property
    def said(self) -> str:
        return f"{self.path}: {self.value}"


def limits(city: City) -> Iterator[Limit]:
    """The limits of the city, then what its offices, departments and agendas say otherwise."""
    yield from _of(city, ())


def fixed(city: City) -> Iterator[Limit]:
    """What no file loosens, of the core and of the plugins that the city has."""
    sections = [section for key in type(city).levels if (section := city.section(key)) is not None]
    for brakes in (FIXED, *(getattr(type(one), "brakes", {}) for one in sections)):
        for whom, named in brakes.items():
            yield from (Limit(whom, name, str(brake), "fixed") for name, brake in named.items())


def text(city: City) -> str:
    """The same as a table to be read, by whom it holds for."""
    found = [*limits(city), *fixed(city)]
    return "\n\n".join(
        "\n".join([f"{heading}:", *_lines([one for one in found if one.whom == whom])])
        for whom, heading in HEADINGS.items()
        if any(one.whom == whom for one in found)
    )


def _lines(found: list[Limit]) -> Iterator[str]:
    wide = min(max(len(one.said) for one in found), _WIDEST)
    yield from (f"  {one.said:{wide}}  # {one.meaning}" for one in found)


def _of(block: BaseModel, path: tuple[str, ...]) -> Iterator[Limit]:
    all_of_it = path[-1:] != () and path[-1] in _BLOCKS
    nearer = len(path) > 2 and path[0] in _NEARER  # only what is said otherwise there
    for name, field in type(block).model_fields.items():
        value, here = getattr(block, name), (*path, name)
        said = field.json_schema_extra if isinstance(field.json_schema_extra, Mapping) else {}
        if value is None or name in _SKIPPED or "deprecated" in said or (nearer and name not in block.model_fields_set):
            continue
        if isinstance(value, BaseModel) and (name in _BLOCKS or not _LIMIT.search(name)):
            yield from _of(value, here)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                if isinstance(one, BaseModel):
                    yield from _of(one, (*here, str(key)))
        elif all_of_it or _LIMIT.search(name):
            where = ".".join(here)
            whom = next(whom for whom, words in _OF if re.search(words, where))
            yield Limit(whom, where, str(value), field.description or "")
