"""What a field means, what it is in a file, where that was said, and what follows from it today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from civicore.base.spans import Duration
from civicore.deployment import nodes, shape, words
from civicore.deployment.city import City
from civicore.deployment.codes import CODES
from civicore.deployment.examples import examples
from civicore.deployment.kinds import DayNumber
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Path_
from civicore.deployment.shape import Shape
from civicore.deployment.suggest import nearest
from civicore.deployment.work import possible_on

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


def _member(here: Shape, part: str, general: list[str]) -> tuple[Shape, list[str]]:
    if here.inner is None:
        raise UnknownPath(f"what stands in {'.'.join(general)} is not the language's affair")
    return here.inner, [*general, "<id>"]


def in_file(loaded: Loaded, path: Path_, for_: Path_, today: date) -> Iterator[str]:
    """Value, place and consequence of a field in a file, as it holds for an agenda, department or office."""
    root, city = loaded.root, loaded.city
    if root is None:
        return
    candidates = [*(level + path for level in _levels(city, path, for_)), path]
    said = next((one for one in candidates if nodes.at(root, one) is not None), None)
    here = shape.at(shape.of_model(loaded.model), path)
    value = _value(city, path, for_) if city is not None else None
    if said is None:
        yield f"  value      {_default(loaded, path)}"
    else:
        place = nodes.place_of(root, said)
        shown = words.value(value, here.name if here else "") if value is not None else _written(root, said)
        yield f"  value      {shown}"
        yield f"  set in     {place.source.name}:{place.line}:{place.column}"
        candidates = candidates[: candidates.index(said)]
    if len(candidates) > (said is None):
        yield f"  not set    {', '.join(nodes.written(one) for one in candidates)}"
    if city is not None:
        yield from (f"  {line}" for line in _consequence(city, path, value, today))


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


def _consequence(city: City, path: Path_, value: object, today: date) -> Iterator[str]:
    if isinstance(value, Duration) and (value.days or value.months):
        yield f"in words   today, {words.day(today)}, leads to {words.day(value.add_to(today))}"
    if isinstance(value, DayNumber) and value.percent is None and value.on(today) is not None:
        yield f"in words   on {words.day(today)}: {value.on(today)}"
    if path[:1] == ("offices",) and path[2:3] == ("hours",) and path[1] in city.offices:
        open_ = city.office_day(str(path[1]), today)
        said = ", ".join(map(str, open_.ranges)) or f"closed ({open_.closed_because or 'no hours'})"
        yield f"in words   today, {words.day(today)}: {said}"
    if path[:1] == ("agendas",) and path[2:] in (("capacity",), ("quota",)) and path[1] in city.agendas:
        yield from _limits(city, str(path[1]), today)


def _limits(city: City, agenda: str, today: date) -> Iterator[str]:
    yield f"limits that hold on {words.day(today)}:"
    for top, name in _chain(city, "agendas", agenda):
        for key in ("capacity", "quota"):
            limit = getattr(getattr(city, top)[name], key)
            if limit is not None:
                number = str(limit) if limit.percent is not None else limit.on(today)
                yield f"  {f'{top}.{name}.{key}':40} {'no limit' if number is None else number}"
    served = sum(possible_on(city, office, frozenset({agenda}), today.weekday()) for office in city.offices_of(agenda))
    yield f"  {'counters could serve about':40} {served}"
