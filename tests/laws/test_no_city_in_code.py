"""A city is its file. No name of a city, a language or a country stands in code.

Docstrings and comments may name the city whose rule they explain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.laws.sources import ROOT, TRANSLATED, modules, name_of, templates, tree

COUNTRIES = ("Czech", "Czechia", "Ukraine", "Ukrainian", "Bulgaria", "Bulgarian", "Česk", "Украйна", "Україн", "Българ")
COMMON = frozenset(
    {
        "administrative",
        "centre",
        "city",
        "contact",
        "crisis",
        "hall",
        "migration",
        "minimal",
        "municipality",
        "office",
        "service",
        "services",
        "state",
        "town",
        "адміністративних",
        "державна",
        "контактен",
        "міграційна",
        "община",
        "послуг",
        "служба",
        "столична",
        "центр",
        "център",
    }
)
"""Parts of names that are ordinary words."""


BACKGROUND = ("civicore/web/brand.py", "bg")  # a colour's name, not Bulgarian


@cache
def city_words() -> frozenset[str]:
    """Ids and the words of the names of every shipped city."""
    found: set[str] = set()
    for path in ROOT.glob("deployments/*.yaml"):
        found |= set(re.findall(r"[^\W\d_]{4,}", path.stem))
        said = yaml.safe_load(path.read_text(encoding="utf-8")).get("deployment", {})
        names = said.get("name", "")
        for name in names.values() if isinstance(names, dict) else [names]:
            found |= set(re.findall(r"[^\W\d_]{4,}", str(name)))
    return frozenset(word.casefold() for word in found) - COMMON


def strings(path: Path) -> Iterator[tuple[str, int]]:
    """Texts in code that a program can act on: neither docstrings nor comments."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value, node.lineno


def test_there_are_cities_to_look_for() -> None:
    assert {"trutnov", "kostelec"} <= city_words()


def identifiers(path: Path) -> Iterator[str]:
    """Names of things in code."""
    for node in ast.walk(tree(path)):
        yield from (
            name for field in ("id", "attr", "name", "arg") if isinstance(name := getattr(node, field, None), str)
        )


def named(source: str) -> list[str]:
    """Cities and countries that a text names."""
    countries = [name for name in COUNTRIES if re.search(rf"\b{name}", source)]
    return countries + sorted(city_words() & set(re.findall(r"[^\W\d_]{4,}", source.casefold())))


def test_code_names_no_city_and_no_country() -> None:
    found = {
        name_of(path): named("\n".join([*identifiers(path), *(text for text, _ in strings(path))]))
        for path in modules()
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_a_template_names_no_city_and_no_country() -> None:
    found = {name_of(path): named(path.read_text(encoding="utf-8")) for path in templates()}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_language_is_named() -> None:
    found = {(name_of(path), text) for path in modules() for text, _ in strings(path) if text in TRANSLATED}
    assert found - {BACKGROUND} == set()
