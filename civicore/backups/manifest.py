"""What a backup holds, in words that anybody may read: counts, sizes and hashes; no secrets, no persons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from civicore.backups.sealing import Damaged, Part

FORM = 1  # of what is written; a later program reads all earlier ones


@dataclass(frozen=True)
class Manifest:
    """``tables``: how many rows each has. ``parts``: the files inside. ``archive``: the sealed whole, once it is there.

    ``file`` and ``database`` are the names of the parts that are the city's file and its records.
    """

    city: str
    made_at: datetime
    program: str
    engine: str
    file: str
    database: str
    tables: Mapping[str, int]
    parts: Mapping[str, Part]
    archive: Part | None = None

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.tables.values())

    def sealed(self, archive: Part) -> Manifest:
        """The same, of an archive that is written."""
        return replace(self, archive=archive)

    def to_json(self) -> str:
        said = asdict(self) | {"form": FORM, "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Damaged when it is no manifest, or one of a later program."""
        try:
            said: dict[str, Any] = json.loads(text)
            if said.pop("form") > FORM:
                raise Damaged("it was made by a later version of the program")
            said["made_at"] = datetime.fromisoformat(said["made_at"])
            said["parts"] = {name: Part(**one) for name, one in said["parts"].items()}
            said["archive"] = Part(**said["archive"]) if said["archive"] else None
            return cls(**said)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Damaged("its manifest cannot be read") from None
