"""Every limit that the file sets on a person, address, network, device or day, found in the model itself (S12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from civicore.deployment.city import City

_LIMIT = re.compile(
    r"(^|_)per_(person|address|network|agenda|day|hour|email)|^(live|holds|unconfirmed|active)_per"
    r"|^(capacity|quota|max_people|idle|longest|offer_for|puzzle|reopen)$"
)
_BLOCKS = frozenset({"limits", "puzzle"})
_NEARER = frozenset({"agendas", "departments", "offices"})
_SKIPPED = frozenset({"check_in", "early", "late", "shared"})
FIXED = (
    ("sign-in, one account", "5 wrong passwords or codes are free, then 1 minute, doubling up to 15 minutes"),
    ("sign-in, one network", "20 wrong passwords are free, then 1 minute, doubling up to 1 hour"),
    ("links by e-mail, one address", "3 in an hour, then 1 hour, doubling up to a day"),
    ("booking found by its code, one network", "20 tries a minute"),
    ("codes typed at one device", "a few wrong ones, then the device waits a minute"),
    ("one request", "10 MB, 1,000 parts; uploads as their place allows"),
)
"""Brakes that no file loosens."""


@dataclass(frozen=True)
class Limit:
    """One limit: its path in the file, its value, what it means, and whether the file itself says it."""

    path: str
    value: str
    meaning: str


def limits(city: City) -> Iterator[Limit]:
    """The limits of the city, then what its offices, departments and agendas say otherwise."""
    yield from _of(city, ())


def text(city: City) -> str:
    """The same as a table to be read, with the brakes that no file loosens below it."""
    found = [*limits(city)]
    wide = max(len(f"{one.path}: {one.value}") for one in found)
    lines = [f"{f'{one.path}: {one.value}':{wide}}  # {one.meaning}" for one in found]
    return "\n".join([*lines, "", "fixed:", *(f"  {who}: {what}" for who, what in FIXED)])


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
            yield Limit(".".join(here), _written(value), field.description or "")


def _written(value: object) -> str:
    if isinstance(value, BaseModel):
        days = value.model_dump(exclude_none=True)
        return ", ".join(f"{name} {one}" for name, one in days.items())
    return str(value)
