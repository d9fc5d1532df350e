"""An example of each finding, wrong and right: for the manual and ``explain CODE``; a test tries every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = "  # here"
FILE = Path(__file__).with_name("examples.yaml")


@dataclass(frozen=True)
class Example:
    """One finding: a file that has it and the same without it.

    ``alone`` is a file of its own, all else stands over the town; ``parts`` are sections that it needs besides,
    ``files`` what lies beside it, ``plugin`` what an installed third-party plugin says of itself. An ``online`` one
    is found only by asking other systems.
    """

    wrong: str
    right: str
    alone: bool = False
    online: bool = False
    encoding: str = "utf-8"
    parts: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    plugin: Mapping[str, Any] | None = None

    @property
    def line(self) -> int | None:
        """The line of ``wrong`` to which the finding points, from 1; None where nothing in the file is to blame."""
        marked = (number for number, line in enumerate(self.wrong.splitlines(), 1) if HERE in line)
        return next(marked, None)


def town() -> str:
    """The file on which the examples stand."""
    return str(_read()["town"])


def part(name: str) -> str:
    """A section that some examples need besides."""
    return str(_read()["parts"][name])


@cache
def examples() -> Mapping[str, Example]:
    """All of them by code."""
    return {code: Example(**said) for code, said in _read()["examples"].items()}


@cache
def _read() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return read
