"""``quality.yaml`` beside a plugin's manifest: which checks it is excused from and why, and how it is to be tried.

::

    exempt:
      K17: it has no page
    config: {kinds: [umbrella, key]}     # settings with which it is tried, as under plugins.<name>.config
    story: lostfound.story:leave         # (town, canary) -> None: leaves the data of one person behind
    names: [queue]                       # how ids and addresses of it may begin, besides its name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE = "quality.yaml"
_KEYS = ("exempt", "config", "story", "names")


class BadQuality(Exception):
    """The file cannot be used; the sentence says why."""


@dataclass(frozen=True)
class Exemption:
    """Why a check does not concern the plugin; ``line`` is where that stands."""

    reason: str
    line: int


@dataclass(frozen=True)
class Quality:
    """What the file says; empty when there is none."""

    exempt: Mapping[str, Exemption] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    story: str | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def read(cls, home: Path, numbers: frozenset[str]) -> Quality:
        """The file of a package; BadQuality names an unknown key or check, and an exemption without a reason."""
        file = home / FILE
        if not file.is_file():
            return cls()
        text = file.read_text(encoding="utf-8")
        said = yaml.safe_load(text) or {}
        unknown = sorted(set(said) - set(_KEYS)) if isinstance(said, dict) else ["(no keys)"]
        if unknown:
            raise BadQuality(f"{FILE}: {', '.join(unknown)}: only {', '.join(_KEYS)}")
        exempt = {
            number: _exemption(number, reason, text, numbers) for number, reason in (said.get("exempt") or {}).items()
        }
        return cls(exempt, said.get("config") or {}, said.get("story"), tuple(said.get("names") or ()))


def _exemption(number: str, reason: object, text: str, numbers: frozenset[str]) -> Exemption:
    if number not in numbers:
        raise BadQuality(f"{FILE}: there is no check {number}")
    if not isinstance(reason, str) or len(reason.split()) < 3:
        raise BadQuality(f"{FILE}: the exemption from {number} needs a reason in a sentence")
    line = next(at for at, one in enumerate(text.splitlines(), 1) if one.strip().startswith(f"{number}:"))
    return Exemption(reason, line)
