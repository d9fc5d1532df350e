"""A city's file with some of its values set otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


def altered(original: Path, changes: Mapping[str, Any], folder: Path) -> Path:
    """Write the file anew as ``city.yaml``, with each ``a__b__c`` of the changes set (None: taken away)."""
    tree = yaml.load(original.read_text("utf-8"), yaml.CSafeLoader)
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
    file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")
    return file
