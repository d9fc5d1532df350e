"""Every field of the language has a rule that says what changing it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from civicore.contracts.changes import Kind
from civicore.deployment import shape
from civicore.deployment.city import City
from civicore.deployment.reference import first_party_model
from civicore.planning import kinds
from civicore.planning.kinds import CORE, Rules


def _fields(here: shape.Shape, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Fields that a difference may end at, as block path (without ids) and name; lists are one value."""
    if here.form == "map" and here.inner is not None:
        yield from _fields(here.inner, path, depth + 1)
    for name in here.fields() if here.form == "block" and here.name != "hours" and depth < 9 else ():
        yield path, name
        inner = here.field(name)
        if inner is not None and inner.form != "list":
            yield from _fields(inner, f"{path}.{name}".removeprefix("."), depth + 1)


def _said(rules: Rules, path: str, name: str) -> bool:
    if path in rules:
        return any(name in names.split() for names in rules[path].values()) or any(
            block == f"{path}.{name}".removeprefix(".") or block.startswith(f"{path}.{name}.".removeprefix("."))
            for block in rules
        )
    return True  # a block without rules of its own has those of the field it stands in


@pytest.fixture(scope="module")
def model() -> type[City]:
    return first_party_model()


def _sections(model: type[City]) -> list[tuple[str, Rules, shape.Shape]]:
    of_city = [("", CORE, shape.of_model(City))]
    own = [(key, model.changes[key], shape.of_field(model.model_fields[key])) for key in model.levels]
    return [*of_city, *own]


def test_a_field_without_a_rule_is_told(model: type[City]) -> None:
    missing = [
        f"{key} {path}.{name}"
        for key, rules, here in _sections(model)
        for path, name in _fields(here)
        if name != "renames" and not _said(rules, path, name)
    ]
    assert missing == []


def test_no_rule_is_for_a_field_that_is_gone(model: type[City]) -> None:
    extra = [
        f"{key} {path}.{name}"
        for key, rules, here in _sections(model)
        for path, fields in rules.items()
        for names in fields.values()
        for name in names.split()
        if (path, name) not in set(_fields(here))
    ]
    assert extra == []


def test_a_plugin_let_out_of_its_own_process_is_less_protection() -> None:
    judged = kinds.QUESTIONS[kinds.rule_at(City, ("plugins", "garden", "isolation"))]
    assert (judged("process", "none"), judged("none", "process")) == ("weaker", "future")


def test_every_rule_is_a_kind_or_a_question(model: type[City]) -> None:
    known = {*get_args(Kind), *kinds.QUESTIONS}
    assert {rule for _, rules, _ in _sections(model) for fields in rules.values() for rule in fields} <= known
