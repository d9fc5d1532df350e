"""What was measured, as it is kept: a file of JSON, in which a new run of one measure takes the place of its last."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import _machine
from civicore.base.clock import SystemClock

FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Part:
    """What one measure said; ``trouble``: why there is no more of it.

    ``flushes``: of the disk in a second, and ``load`` of the machine, both just before.
    """

    told: Sequence[Mapping[str, Any]]
    took: float
    trouble: str = ""
    flushes: float = 0
    load: float = 0


def lines(file: Path) -> list[Mapping[str, Any]]:
    """Figures that a measure has written, as far as it came, and what it did not measure."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def read(file: Path = FILE) -> dict[str, Any]:
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {"measures": {}}


def keep(file: Path, name: str, part: Part, *, quick: bool) -> None:
    """Write a measure's figures beside those of the others."""
    kept = read(file)
    kept["measures"][name] = {
        "measured_at": SystemClock().now().isoformat(timespec="seconds"),
        "quick": quick,
        "took": round(part.took, 1),
        "trouble": part.trouble,
        "machine": _machine.told(),
        "flushes": round(part.flushes),
        "load": round(part.load, 2),
        "commit": _commit(),
        "figures": [one for one in part.told if "cause" not in one],
        "missing": [one for one in part.told if "cause" in one],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    new.replace(file)


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=FILE.parent)
    return asked.stdout.strip()
