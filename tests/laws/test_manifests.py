"""What the plugins that come with CivicCore say about themselves is what their code does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from civicore.extension.api import API
from civicore.extension.grants import PAGES, is_word
from civicore.extension.manifest import Manifest, read
from civicore.extension.registry import Registry, first_party
from civicore.storage.tables import CORE
from tests.laws.sources import ROOT
from tools.pages import settings

PLUGINS = first_party()


@cache
def registry() -> Registry:
    found = Registry()
    found.load(PLUGINS)
    return found


@cache
def trees(name: str) -> list[ast.Module]:
    home = read(name).home
    files = [path for path in home.rglob("*.py") if "migrations" not in path.parts]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in files]


def parts(name: str, hook: str) -> list[object]:
    return [part for owner, part in registry().gather(hook) if owner == name]


def asked_ports(name: str) -> Iterator[str]:
    """Ports of others that a plugin asks the runtime for: ``services.one(Port)``, ``services.all(Port)``."""
    for tree in trees(name):
        own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"civicore_{name}"):
                own |= {alias.asname or alias.name for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                of = node.func.value
                services = isinstance(of, ast.Attribute | ast.Name) and ast.unparse(of).endswith("services")
                port = ast.unparse(node.args[0])
                if services and node.func.attr in ("one", "all") and port not in own | {"cls"}:
                    yield port.rpartition(".")[2]


@pytest.fixture(params=PLUGINS)
def manifest(request: pytest.FixtureRequest) -> Manifest:
    return read(request.param)


def test_every_plugin_of_ours_has_one_and_fits_this_api() -> None:
    assert {path.parent.name for path in ROOT.glob("plugins/*/*/civicore-plugin.yaml")} == {
        f"civicore_{name}" for name in PLUGINS
    }
    assert all(read(name).suits(API) for name in PLUGINS)


def test_its_hooks_are_those_it_implements(manifest: Manifest) -> None:
    assert set(manifest.hooks) == registry().hooks_of(manifest.name)
    assert len(manifest.hooks) == len(set(manifest.hooks))


def test_its_sections_and_tables_are_those_it_registers(manifest: Manifest) -> None:
    assert list(manifest.sections) == [one.key for one in parts(manifest.name, "register_config")]  # type: ignore[attr-defined]
    tables = [table for one in parts(manifest.name, "register_tables") for table in one.tables]  # type: ignore[attr-defined]
    assert list(manifest.tables) == [table._meta.tablename for table in tables]
    assert all(name.startswith(f"{manifest.prefix}_") for name in manifest.tables)
    assert not set(manifest.tables) & {table._meta.tablename for table in CORE.tables}


def test_the_schema_of_its_settings_is_that_of_its_model() -> None:
    stale = [path for path, text in settings.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"


def test_its_languages_are_those_of_its_catalogues(manifest: Manifest) -> None:
    translated = {path.name.partition(".")[0] for path in (manifest.home / "locales").glob("*.po")}
    assert set(manifest.languages) == translated | {"en"}


def test_its_grants_are_words_and_cover_the_services_it_asks_for(manifest: Manifest) -> None:
    assert [word for word in manifest.needs if not is_word(word)] == []
    asked = {f"service:{port}" for port in asked_ports(manifest.name)}
    assert asked == {word for word in manifest.needs if word.startswith("service:")}


def first_words(name: str, part: str) -> set[str]:
    """What calls of a part begin with: the ids of ``Retention``, the areas of ``Routes``."""
    return {
        node.args[0].value
        for tree in trees(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == part and node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_its_personal_data_are_the_stores_it_registers(manifest: Manifest) -> None:
    kept = first_words(manifest.name, "Retention")
    assert kept
    assert {one.store for one in manifest.personal_data} == kept


def test_pages_are_granted_where_there_are_some(manifest: Manifest) -> None:
    """A grant that nothing needs would be asked of a city for nothing."""
    areas = first_words(manifest.name, "Routes")
    assert {PAGES[area] for area in PAGES if area in areas} == set(manifest.needs) & set(PAGES.values())
