"""What a field means, what it is in a file, where that was said, and what follows from it today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from civicore.base.saying import say
from civicore.deployment import nodes, shape, words
from civicore.deployment.city import City
from civicore.deployment.codes import CODES
from civicore.deployment.consequences import Today, consequences
from civicore.deployment.examples import examples
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Path_
from civicore.deployment.shape import Shape
from civicore.deployment.suggest import nearest

LEVELS = (("agenda", "agendas"), ("department", "departments"), ("office", "offices"))


class UnknownPath(LookupError):
    """The language has no such field; the message names the nearest one."""


@dataclass(frozen=True)
class Field:
    """A field of the language."""

    path: tuple[str, ...]
    shape: Shape
    meaning: str
    default: str
    findings: str

    def lines(self) -> list[str]:
        """Its head and its meaning."""
        said = "required" if self.default == "**required**" else f"default {self.default.strip('`')}"
        head = f"{'.'.join(self.path)}    {self.shape.name}, {said}"
        return [head, self.meaning[:1].upper() + self.meaning[1:] + "."]


def code(name: str) -> list[str] | None:
    """What a finding means; None when there is no such code."""
    known = CODES.get(name.upper())
    if known is None:
        return None
    lines = [f"{name.upper()}    {'warning' if known.warning else 'error'}", known.meaning]
    lines += [f"  remedy     {known.advice}"] if known.advice else []
    example = examples()[name.upper()]
    return [*lines, "  wrong", *_indented(example.wrong), "  right", *_indented(example.right)]


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.rstrip("\n").splitlines()]


def field(model: type[City], path: Path_) -> Field:
    """The field at a path; ids and ``<id>`` stand for any member of a map. UnknownPath when there is none."""
    here, meaning, default, findings = shape.of_model(model), "the whole file", "none", ""
    general: list[str] = []
    for part in path:
        if _inside(here, str(part)):
            break
        if here.form == "list" and here.inner is not None and str(part) in here.inner.fields():
            here = here.inner  # a field of the blocks in a list, without saying of which
        if here.form in ("map", "list"):
            here, general = _member(here, str(part), general)
            meaning = meaning if here.model is None else (here.model.__doc__ or meaning).split("\n")[0].rstrip(".")
            continue
        info = here.fields().get(str(part))
        if info is None:
            guess = nearest(str(part), shape.known_words(here))
            raise UnknownPath(f'{".".join(general) or "the file"} has no "{part}"' + (f': "{guess}"?' if guess else ""))
        here = shape.of_field(info)
        general.append(str(part))
        meaning, default = info.description or "", words.default(info, here)
        extra = info.json_schema_extra
        findings = str(extra.get("finding", "")) if isinstance(extra, dict) else ""
    return Field(tuple(general), here, meaning, default, findings)


def _inside(here: Shape, part: str) -> bool:
    """Whether a part of a path leads into one value: a text's language, a place in a short list, {secret: …}."""
    if here.kind is None:
        return False
    schema = json.dumps(here.kind.schema)
    return f'"{part}"' in schema or (part.isdigit() and '"array"' in schema) or here.kind.name == "text"


def _member(here: Shape, part: str, general: list[str]) -> tuple[Shape, list[str]]:
    if here.inner is None:
        raise UnknownPath(f"what stands in {'.'.join(general)} is not the language's affair")
    return here.inner, [*general, "<id>"]


def in_file(loaded: Loaded, path: Path_, for_: Path_, today: Today) -> Iterator[tuple[str, str]]:
    """Value, place and consequence of a field in a file, as it holds for an agenda, department or office: by label."""
    root, city = loaded.root, loaded.city
    if root is None:
        return
    path = _outside(loaded, path)
    candidates = [*(level + path for level in _levels(city, path, for_)), path]
    said = next((one for one in candidates if nodes.at(root, one) is not None), None)
    here = shape.at(shape.of_model(loaded.model), path)
    value = _value(city, path, for_) if city is not None else None
    if said is None:
        yield say("value"), _default(loaded, path)
    else:
        place = nodes.place_of(root, said)
        shown = words.value(value, here.name if here else "") if value is not None else _written(root, said)
        yield say("value"), shown
        yield say("set in"), f"{place.source.name}:{place.line}:{place.column}"
        candidates = candidates[: candidates.index(said)]
    silent = [nodes.written(one) for one in candidates] if len(candidates) > (said is None) else []
    silent += [f"preset:{one}" for one in _presets(loaded)] if said is None or not _by_preset(root, said) else []
    if silent:
        yield say("not set"), ", ".join(silent)
    yield from consequences(loaded, path, value, today)


def _presets(loaded: Loaded) -> list[str]:
    return [source.name.removesuffix(".yaml") for source in loaded.sources if source.preset]


def _by_preset(root: nodes.Node, path: Path_) -> bool:
    return nodes.place_of(root, path).source.preset


def _outside(loaded: Loaded, path: Path_) -> Path_:
    """The path without what leads into a value: the language of a text, the place in a list."""
    here: Shape | None = shape.of_model(loaded.model)
    for number, part in enumerate(path):
        if here is None or here.form == "scalar":
            return path[:number]
        here = shape.at(here, (part,))
    return path


def _levels(city: City | None, path: Path_, for_: Path_) -> list[Path_]:
    """Nearer places where a section may stand, nearest first (2.5)."""
    if city is None or not path or len(for_) != 2 or len(type(city).levels.get(str(path[0]), ())) < 2:
        return []
    return [(top, name) for top, name in _chain(city, str(for_[0]), str(for_[1]))]


def _chain(city: City, top: str, name: str) -> Iterator[tuple[str, str]]:
    yield top, name
    if top == "agendas" and name in city.agendas:
        yield from _chain(city, "departments", city.agendas[name].department)
    elif top == "departments" and name in city.departments:
        seat = city.departments[name].office or (next(iter(city.offices)) if len(city.offices) == 1 else None)
        if seat is not None:
            yield "offices", seat


def _value(city: City, path: Path_, for_: Path_) -> object:
    levels = dict(_chain(city, str(for_[0]), str(for_[1]))) if len(for_) == 2 else {}
    current: object = city
    for index, part in enumerate(path):
        if index == 0 and city.section(str(part)) is not None and levels:
            places = {level: levels[top] for level, top in LEVELS if top in levels}
            current = city.policy(str(part), **places)
        elif isinstance(current, dict):
            current = current.get(part)
        else:
            current = getattr(current, str(part), None)
    return current


def _default(loaded: Loaded, path: Path_) -> str:
    try:
        return field(loaded.model, path).default.strip("`*")
    except UnknownPath:
        return "none"


def _written(root: nodes.Node, path: Path_) -> str:
    found = nodes.at(root, path)
    return found.text if isinstance(found, nodes.Scalar) else "(a block)"
