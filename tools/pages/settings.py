"""The schema of the settings of each plugin that comes with CivicCore, as its manifest names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import create_model

from civicore.deployment.block import Block
from civicore.deployment.compose import compose
from civicore.deployment.schema import settings_schema
from civicore.extension.manifest import Manifest, read
from civicore.extension.parts import Section
from civicore.extension.registry import Registry, first_party


def files() -> Mapping[Path, str]:
    """Every such file with what belongs in it."""
    registry = Registry()
    registry.load(first_party())
    found: dict[str, list[Section]] = {}
    for name, section in registry.gather("register_config"):
        found.setdefault(name, []).append(section)
    return {_file(read(name)): _text(sections) for name, sections in found.items()}


def _file(manifest: Manifest) -> Path:
    return manifest.home / (manifest.config_schema or "config.schema.json")


def _text(sections: list[Section]) -> str:
    fields = compose(sections).model_fields
    said: dict[str, Any] = {one.key: (fields[one.key].annotation, fields[one.key]) for one in sections}
    schema = settings_schema(create_model("Settings", __base__=Block, **said))
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
