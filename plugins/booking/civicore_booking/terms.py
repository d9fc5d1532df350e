"""The terms a booking was made under: later changes of the file do not touch it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from civicore import Alphabet, Duration, Text


@dataclass(frozen=True)
class Terms:
    """What was promised: the length, the check-in window, how it can be cancelled, what the code is called.

    ``lapses``: somebody admits people there, so who does not come in time has lost the place.
    """

    length: timedelta
    before: Duration
    after: Duration
    late: str
    cancel_until: Duration
    cancel_ways: tuple[str, ...]
    effect: str
    code_name: Text
    code_alphabet: Alphabet
    code_length: int
    lapses: bool = False

    @cached_property
    def written(self) -> str:
        """As JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "length": int(self.length.total_seconds()),
            "before": _written(self.before),
            "after": _written(self.after),
            "late": self.late,
            "cancel_until": _written(self.cancel_until),
            "cancel_ways": list(self.cancel_ways),
            "effect": self.effect,
            "code_name": dict(self.code_name.by_language),
            "code_alphabet": self.code_alphabet,
            "code_length": self.code_length,
            "lapses": self.lapses,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Terms:
        return cls(
            length=timedelta(seconds=stored["length"]),
            before=Duration(*stored["before"]),
            after=Duration(*stored["after"]),
            late=stored["late"],
            cancel_until=Duration(*stored["cancel_until"]),
            cancel_ways=tuple(stored["cancel_ways"]),
            effect=stored["effect"],
            code_name=Text(stored["code_name"]),
            code_alphabet=stored["code_alphabet"],
            code_length=stored["code_length"],
            lapses=stored.get("lapses", False),  # bookings made before there was a waiting room
        )


def _written(length: Duration) -> list[int]:
    return [length.months, length.days, length.seconds]
