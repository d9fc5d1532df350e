"""Who gets what: units, rules of routing, and the districts that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path as File

from civicore import City, Finding, maps, say
from civicore_signals.conditions import within
from civicore_signals.config import Signals
from civicore_signals.config_categories import Question, When
from civicore_signals.lints_matters import answers, types, unknown_categories
from civicore_signals.plan import Plan
from civicore_signals.routing import idle

Path = tuple[str | int, ...]


def check(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    """E201, L420, L425, L464, L465, L469."""
    yield from _units(city, said, plan)
    yield from _files(city, said)
    areas = _areas(city, said)
    wrong = False
    for index, rule in enumerate(said.routing):
        for one in _rule(said, plan, rule.when, ("signals", "routing", index, "when"), areas):
            wrong = True
            yield one
    if not wrong:
        yield from _idle(plan, areas)


def _units(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    if said.default_unit is None:
        message = say("nobody receives what no rule and no category claims: write default_unit")
        yield Finding("L425", message, ("signals",), at_key=True)
    elif city.departments[said.default_unit].closed:
        yield Finding(
            "L425", say('"%(default_unit)s" is closed', default_unit=said.default_unit), ("signals", "default_unit")
        )
    for unit in _receiving(said, plan):
        if city.departments[unit].inbox is None and not city.departments[unit].closed:
            message = say('"%(unit)s" receives cases and has no inbox: nobody there would be told', unit=unit)
            yield Finding("L425", message, ("departments", unit), at_key=True)
    yield from _circles(city)


def _receiving(said: Signals, plan: Plan) -> tuple[str, ...]:
    by_type = [one.unit for one in plan.categories.values() if one.leaf and one.unit is not None]
    named = [*by_type, *(rule.to for rule in plan.rules), *([said.default_unit] if said.default_unit else [])]
    return tuple(dict.fromkeys(named))


def _circles(city: City) -> Iterator[Finding]:
    for name in city.departments:
        seen, here = [name], city.departments[name].parent
        while here is not None and here not in seen:
            seen.append(here)
            here = city.departments[here].parent
        if here == name:
            yield Finding(
                "L425", say("%(way)s: above itself", way=" > ".join([*seen, name])), ("departments", name, "parent")
            )


def _files(city: City, said: Signals) -> Iterator[Finding]:
    for field in ("areas", "base"):
        name = getattr(said.map, field)
        if name is not None and not city.file(name).is_file():
            yield Finding("L420", say('there is no file "%(name)s"', name=name), ("signals", "map", field))
    if (file := _file(city, said.map.areas)) is not None:
        base = _file(city, said.map.base)
        changed = tuple(one.stat().st_mtime_ns for one in (file, base) if one is not None)
        for message in _wrong_areas(file, base, changed, city.languages):
            yield Finding("L465", message, ("signals", "map", "areas"))


@lru_cache(maxsize=8)
def _wrong_areas(
    file: File, base: File | None, changed: tuple[int, ...], languages: tuple[str, ...]
) -> tuple[str, ...]:
    """What is wrong with the districts and the map below; files that have not ``changed`` are not measured again."""
    return maps.wrong_areas(file, languages, base)


def _file(city: City, name: str | None) -> File | None:
    file = city.file(name) if name is not None else None
    return file if file is not None and file.is_file() else None


def _areas(city: City, said: Signals) -> tuple[str, ...] | None:
    """Ids of the districts, None when they cannot be read."""
    file = _file(city, said.map.areas)
    if file is None:
        return None if said.map.areas is not None else ()
    try:
        return maps.ids_in(file)
    except (OSError, ValueError):
        return None


def _rule(said: Signals, plan: Plan, when: When, path: Path, areas: tuple[str, ...] | None) -> Iterator[Finding]:
    yield from unknown_categories(when.categories, plan, (*path, "categories"))
    for index, area in enumerate(when.areas or ()):
        if areas is not None and area not in areas:
            yield Finding("E201", say('there is no district "%(area)s"', area=area), (*path, "areas", index))
    yield from answers(when.answers, _asked(said, when), (*path, "answers"))


def _asked(said: Signals, when: When) -> Mapping[str, Question]:
    """Questions of the types that a rule means, with all options that one of the same name has anywhere."""
    found: dict[str, Question] = {}
    for path, one, above in types(said):
        here = ".".join(str(part) for part in path[2::2])
        if when.categories is None or any(within(here, word) for word in when.categories):
            for key, question in (*above.items(), *one.questions.items()):
                other = found.get(key, question)
                found[key] = question.model_copy(update={"options": {**other.options, **question.options}})
    return found


def _idle(plan: Plan, areas: tuple[str, ...] | None) -> Iterator[Finding]:
    for rule in idle(plan, areas or ()):
        index = int(rule.rpartition(".")[2])
        message = say("this rule decides nothing: no case is meant, or earlier rules take them all")
        yield Finding("L469", message, ("signals", "routing", index), "warning")
