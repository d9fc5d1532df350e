"""A person whose every value is unique, so that it can be searched for afterwards wherever it might have got to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from civicore.testing.town import Town

HELPER = "helper"
"""The bot of the kit's cities with whom this person speaks."""


@dataclass(frozen=True)
class Trace:
    """Where a value of the canary was found: ``lostfound_item.email``."""

    place: str
    value: str


@dataclass(frozen=True)
class Canary:
    """Nobody else has any of these values; they look like a real person's."""

    number: int = 7
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        mark = f"{self.number:03d}"
        values = {
            "first_name": f"Qvirin{mark}",
            "last_name": f"Zvonarikxy{mark}",
            "name": f"Qvirin{mark} Zvonarikxy{mark}",
            "email": f"canary.{mark}@zvonarikxy.example",
            "phone": f"+420601990{mark}",
            "text": f"Zvonek{mark} vzkazuje nahoru",
            "chat": f"880601990{mark}",
        }
        object.__setattr__(self, "values", values)

    @property
    def email(self) -> str:
        return self.values["email"]

    @property
    def phone(self) -> str:
        return self.values["phone"]

    @property
    def name(self) -> str:
        return self.values["name"]

    @property
    def names(self) -> Sequence[str]:
        """By which the city knows the person: see ``Retention``."""
        return (self.email, self.phone, f"telegram:{HELPER}:{self.values['chat']}")

    def answer(self, name: str, kind: str) -> str:
        """What this person writes into a field of a form."""
        if kind == "email" or "mail" in name:
            return self.email
        if kind == "tel" or "phone" in name:
            return self.phone
        known = next((value for key, value in self.values.items() if key == name), None)
        return known or (self.name if "name" in name else self.values["text"])

    def in_text(self, said: str) -> list[str]:
        """The values that stand in a text."""
        return sorted({value for value in self.values.values() if value in said})

    def in_tables(self, town: Town, tables: Iterable[Any] | None = None) -> list[Trace]:
        """Where a value stands in the records; of all tables of the city when none are named."""
        wanted = list(tables) if tables is not None else all_tables(town)
        return town.aside.do(self._looked(town, wanted))

    async def _looked(self, town: Town, tables: Sequence[Any]) -> list[Trace]:
        async with town.runtime.store.reading():
            rows = [(table, await table.select()) for table in tables]
        return list(self._traces(rows))

    def _traces(self, rows: Iterable[tuple[Any, Any]]) -> Iterator[Trace]:
        for table, records in rows:
            for record in records:
                for column, value in record.items():
                    yield from (Trace(f"{table._meta.tablename}.{column}", one) for one in self.in_text(str(value)))


def all_tables(town: Town) -> list[Any]:
    """Every table of the city's plugins and of the core's rooms."""
    return [table for one in town.parts("register_tables") for table in one.tables]
