"""A city's file with some of its values set otherwise, and the city that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from civicore.deployment.city import City
from civicore.deployment.loading import load
from civicore.extension.parts import Section


def altered(original: Path, changes: Mapping[str, Any], folder: Path) -> Path:
    """Write the file anew as ``city.yaml``, with each ``a__b__c`` of the changes set (None: taken away)."""
    tree = parsed(original.read_text("utf-8"))
    for path, value in changes.items():
        *way, last = path.split("__")
        place = tree
        for step in way:
            place = place.setdefault(step, {})
        if value is None:
            place.pop(last)
        else:
            place[last] = value
    file = folder / "city.yaml"
    file.write_text(yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
    return file


def parsed(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


def city_of(file: Path, sections: Sequence[Section]) -> City:
    """The city of a sound file. Whole modules of tests have the same one: it is read once, wherever it lies."""
    key = (file.read_text("utf-8"), tuple(sections))
    if key not in _READ:
        loaded = load(file, sections, environ={})
        assert loaded.city is not None, [(one.code, one.message) for one in loaded.errors]
        if len(_READ) == _KEPT:
            _READ.clear()
        _READ[key] = loaded.city
    twin = _READ[key].model_copy()
    twin._folder = file.resolve().parent
    return twin


_READ: dict[tuple[str, tuple[Section, ...]], City] = {}
_KEPT = 8  # cities: as many as neighbouring tests go to and fro between
