"""A plan as a file: what was compared, what was looked at, what was decided. No personal data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicore.planning.plan import Plan

_VERSION = 1


class UnreadablePlan(ValueError):
    """The file is no plan of this program."""


@dataclass(frozen=True)
class WrittenPlan:
    """``records`` says how each record stood that was decided about: ``booking:<id>`` and its state."""

    old_file: Path
    new_file: Path
    old: str
    new: str
    decisions: Mapping[str, str]
    records: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan, old_file: Path, new_file: Path) -> WrittenPlan:
        """What is kept of a plan that has been decided."""
        records = {f"{hit.kind}:{hit.id}": hit.state for hit in plan.hits if hit.allowed}
        return cls(old_file.resolve(), new_file.resolve(), plan.old, plan.new, dict(plan.decisions), records)

    def to_json(self) -> str:
        """The text of the file."""
        kept: dict[str, Any] = {"civicore_plan": _VERSION, **vars(self)}
        return json.dumps({**kept, "old_file": str(self.old_file), "new_file": str(self.new_file)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> WrittenPlan:
        """UnreadablePlan when it is something else."""
        try:
            kept = json.loads(text)
            if kept.pop("civicore_plan") != _VERSION:
                raise UnreadablePlan("the plan was written by another version: make it anew")
            return cls(Path(kept.pop("old_file")), Path(kept.pop("new_file")), **kept)
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError):
            raise UnreadablePlan("this is no plan: civicore plan OLD NEW --out FILE writes one") from None
