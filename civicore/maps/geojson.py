"""GeoJSON as a city writes it, read without measuring anything."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from civicore.base.text import Text

Features = Sequence[Mapping[str, Any]]


def features(path: Path) -> Features:
    """The features of a file; OSError when it cannot be read, ValueError when it is no FeatureCollection."""
    return features_in(path.read_bytes(), path.name)


def features_in(written: bytes, name: str) -> Features:
    """The same of what stands in the file of this name."""
    read = json.loads(written.decode("utf-8"))
    if not isinstance(read, dict) or read.get("type") != "FeatureCollection":
        raise ValueError(f"{name} is no GeoJSON FeatureCollection")
    found = read.get("features")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"{name} has no list of features")
    return found


def ids_in(path: Path) -> tuple[str, ...]:
    """The ids of a file's features, each once; errors as of ``features``."""
    return tuple(dict.fromkeys(filter(None, map(id_of, features(path)))))


def name_of(feature: Mapping[str, Any]) -> Text | None:
    """What a feature is called, None when it has no name."""
    said = (feature.get("properties") or {}).get("name")
    if isinstance(said, dict):
        said = {str(language): str(words) for language, words in said.items() if str(words).strip()}
        return Text(said) if said else None
    return Text({"und": said}) if isinstance(said, str) and said.strip() else None


def id_of(feature: Mapping[str, Any]) -> str:
    """The id of a feature, empty when it has none."""
    said = feature.get("id", (feature.get("properties") or {}).get("id"))
    return "" if said is None else str(said)


def called(feature: Mapping[str, Any]) -> Text:
    """Its name, its id where it has none."""
    return name_of(feature) or Text({"und": id_of(feature)})
