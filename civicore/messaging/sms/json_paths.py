"""Places in JSON by dotted names: ``messages.0.to``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def found(said: Any, path: str) -> str:
    """The value at a path as text; empty where there is none."""
    value = at(said, path)
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def at(said: Any, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path.split("."):
        if isinstance(said, dict):
            said = said.get(step)
        elif isinstance(said, list) and step.isdigit() and int(step) < len(said):
            said = said[int(step)]
        else:
            return None
    return said


def built(fields: Mapping[str, str]) -> Any:
    """JSON from dotted names; steps that count from 0 make lists."""
    tree: dict[str, Any] = {}
    for path, value in fields.items():
        *way, last = path.split(".")
        place = tree
        for step in way:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{path}: a value and what leads into it cannot stand at one place")
            place = inner
        place[last] = value
    return _with_lists(tree)


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    inner = {step: _with_lists(value) for step, value in tree.items()}
    if inner and sorted(inner) == sorted(str(number) for number in range(len(inner))):
        return [inner[str(number)] for number in range(len(inner))]
    return inner
