"""JSON Schema 2020-12 of the language, for editors: completion, and the meaning of each field on hover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicore.deployment import shape, words
from civicore.deployment.city import City
from civicore.deployment.compose import KNOWN_SECTIONS
from civicore.deployment.deprecated import deprecation
from civicore.deployment.kind import JsonSchema
from civicore.deployment.kinds import ID_PATTERN
from civicore.deployment.model.identity import PluginBlock
from civicore.deployment.shape import Shape

_EXTENDS = {
    "description": "presets or files merged first: preset:cz, ./shared.yaml",
    "type": "array",
    "items": {"type": "string", "pattern": r"^(preset:[a-z]+|\./.+)$"},
}


def json_schema(model: type[City], settings: Mapping[str, JsonSchema] | None = None) -> dict[str, Any]:
    """The whole language with the sections composed into this model.

    ``settings`` are the schemas of third-party plugins' own settings by the plugin's name.
    """
    made: dict[str, Any] = {}
    root = _block(model, made)
    root["properties"]["plugins"]["properties"] = {
        name: _plugin(name, said, made) for name, said in sorted((settings or {}).items())
    }
    root["properties"]["extends"] = _EXTENDS
    for key in KNOWN_SECTIONS:
        root["properties"].setdefault(key, {"type": "object"})
    # A file that extends another one may leave required keys to it.
    root["required"] = ["civicore"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CivicCore deployment, version 1",
        **root,
        "$defs": dict(sorted(made.items())),
    }


def settings_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The settings of one plugin, as it ships them in the file that its manifest calls ``config_schema``."""
    made: dict[str, Any] = {}
    root = _block(model, made)
    defined = {"$defs": dict(sorted(made.items()))} if made else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, **defined}


def _block(model: type[BaseModel], made: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _property(info, made) for name, info in model.model_fields.items()}
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _plugin(name: str, settings: JsonSchema, made: dict[str, Any]) -> dict[str, Any]:
    """What may stand under a plugin's name; its own schema says what may stand in ``config``."""
    home = f"settings of {name}"
    made[home] = _moved({key: one for key, one in settings.items() if key not in ("$schema", "$id")}, home)
    block = _block(PluginBlock, made)
    block["properties"]["config"] = {
        "description": block["properties"]["config"]["description"],
        "$ref": f"#/$defs/{home}",
    }
    return block


def _moved(settings: Any, home: str) -> Any:
    """The schema with references to its own parts leading to where it stands now."""
    if isinstance(settings, dict):
        return {
            key: f"#/$defs/{home}{one[1:]}" if key == "$ref" and str(one).startswith("#") else _moved(one, home)
            for key, one in settings.items()
        }
    return [_moved(one, home) for one in settings] if isinstance(settings, list) else settings


def _property(info: FieldInfo, made: dict[str, Any]) -> dict[str, Any]:
    return {**_said(info), **_of(shape.of_field(info), made, _limits(info))}


def _said(info: FieldInfo) -> dict[str, Any]:
    """What an editor shows on hover: the meaning and the default."""
    default = words.default(info, shape.of_field(info))
    told = f". Default: {default.strip('`')}" if default.startswith("`") else ""
    said: dict[str, Any] = {"description": f"{info.description}{told}"} if info.description else {}
    if (old := deprecation(info)) is not None:
        said |= {"deprecated": True, "deprecationMessage": f"write {old.replaced_by}; read until release {old.ends}"}
    return said


def _limits(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in info.metadata:
        if hasattr(one, "ge"):
            found["minimum"] = one.ge
        if hasattr(one, "le"):
            found["maximum"] = one.le
    return found


def _of(one: Shape, made: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    if one.form == "block" and one.model is not None:
        # With its package: two plugins may well have a module ``config`` with a block ``Keep``.
        home = one.model.__module__.removeprefix("civicore.deployment.model.").removeprefix("civicore_")
        name = f"{home}.{one.model.__name__}"
        if name not in made:
            made[name] = {}
            made[name] = _block(one.model, made)
        return {"$ref": f"#/$defs/{name}"}
    if one.form == "list" and one.inner is not None:
        return {"type": "array", "items": _of(one.inner, made, limits)}
    if one.form == "map":
        inner = _of(one.inner, made, limits) if one.inner is not None else True
        names = {"propertyNames": {"pattern": f"^({ID_PATTERN}|x-.*)$"}} if one.key and one.key.name == "id" else {}
        return {"type": "object", **names, "additionalProperties": inner}
    if one.kind is not None:
        return dict(one.kind.schema)
    if one.words:
        return {"enum": list(one.words)}
    return {"type": one.number, **limits} if one.number else {}
