"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from pathlib import Path

from civicore.base.saying import Tongue
from civicore.deployment.findings import Located, end_of
from civicore.deployment.sarif import in_lines


def annotation(one: Located, tongue: Tongue, root: Path) -> str:
    """``::error file=city.yaml,line=3,col=11,endColumn=19,title=E101::unknown key …``; files named from ``root``."""
    path = one.place.source.path.resolve()
    said = {
        "file": str(path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path),
        "line": one.place.line,
        "col": one.place.column,
        "endColumn": end_of(one.place),
        "title": one.code,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in said.items())
    return f"::{one.severity} {properties}::{_data(in_lines(one, tongue))}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
