"""Lost and found, a project of its own, installed from its own wheel beside CivicCore."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.external.building import LOSTFOUND, Installed, installed
from tests.tools.counts import times

LOOKING = ("K01", "K03", "K04", "K05", "K06", "K10", "K16", "K19", "K26")
PACKAGE = LOSTFOUND / "lostfound"
CITY = """
civicore: 1
extends: [preset:cz]
deployment:
  id: hamlet
  name: {en: Hamlet, cs: Ves, uk: Село, bg: Село}
  languages: [en, cs, uk, bg]
  url: https://hamlet.example
  contact: {email: office@hamlet.example}
operations: {alert: [it@hamlet.example]}
channels:
  email: {sender: office@hamlet.example, smtp: {host: smtp.hamlet.example}}
plugins:
  lostfound:
    grants: [db.own, public.pages, public.api, staff.pages, device.pages, mail.send]
    config:
      fields:
        colour: {label: {en: Colour, cs: Barva, uk: Колір, bg: Цвят}, kind: text}
"""


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return installed(LOSTFOUND, tmp_path_factory.mktemp("lostfound"))


def checked(stranger: Installed, folder: Path, text: str) -> tuple[int, str]:
    file = folder / "hamlet.yaml"
    file.write_text(text, encoding="utf-8")
    done = stranger.run("civicore", "check", str(file), folder=folder)
    return done.returncode, done.stdout + done.stderr


def test_the_wheel_holds_all_that_is_not_code_and_no_tests(stranger: Installed) -> None:
    there = {path.relative_to(stranger.site).as_posix() for path in stranger.site.rglob("*") if path.is_file()}
    wanted = {path.relative_to(LOSTFOUND).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    assert {one for one in wanted if "__pycache__" not in one} <= there
    assert not [one for one in there if one.startswith(("tests/", "docs/"))]


@pytest.mark.soak
def test_its_own_tests_pass(stranger: Installed) -> None:
    """On SQLite; with ``make soak`` on PostgreSQL too."""
    databases = [] if times(0, 1) else ["-k", "not postgres"]
    done = stranger.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *databases)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.soak
def test_the_suite_for_plugins_finds_nothing(stranger: Installed) -> None:
    """By pytest, as its author runs it: what only looks; with ``make soak`` all of it, in the full counts."""
    counts = ["--thorough"] if times(0, 1) else ["-k", " or ".join(LOOKING)]
    # Our own conftest lies above the suite in this folder; whoever has installed CivicCore has none.
    suite = ["--noconftest", "--pyargs", "civicore.testing.conformance", "--plugin", "lostfound"]
    done = stranger.run("-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *suite, *counts)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{times(len(LOOKING), 26)} passed" in done.stdout, done.stdout[-2000:]


@pytest.mark.soak
@pytest.mark.long
def test_it_reaches_gold_in_one_run(stranger: Installed) -> None:
    done = stranger.run("civicore", "plugin", "check", "lostfound", "--tier", "gold")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "tier: gold" in done.stdout and "26 passed" in done.stdout


def test_a_city_lists_it(stranger: Installed, tmp_path: Path) -> None:
    status, told = checked(stranger, tmp_path, CITY)
    assert status == 0, told


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("colour: {label: {en: Colour}, kind: colour}", "E1"),
        ("colour: {label: {en: Colour}, kind: choice}", "E102"),
        ("colour: {labels: {en: Colour}}", "E1"),
    ],
)
def test_a_wrong_setting_is_told_where_it_stands(stranger: Installed, tmp_path: Path, wrong: str, code: str) -> None:
    text = re.sub(r"colour: \{.*\}", wrong, CITY)
    line = 1 + [wrong in one for one in text.splitlines()].index(True)
    status, told = checked(stranger, tmp_path, text)
    assert status == 1, told
    assert re.search(rf"hamlet\.yaml:{line}:\d+: error {code}", told), told


def test_what_is_not_granted_is_told(stranger: Installed, tmp_path: Path) -> None:
    _, told = checked(stranger, tmp_path, CITY.replace("public.api, ", ""))
    assert "L525" in told
    assert "public.api" in told


def test_it_uses_the_facade_and_the_contracts_alone() -> None:
    inner = [
        f"{path.name}: {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.startswith("civicore.") and not name.startswith("civicore.contracts.") and name != "civicore.testing"
    ]
    assert inner == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
