"""What is shipped is finished, speaks with no third party and obeys its own security policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from civicore.cli import app
from tests.laws.sources import ROOT, modules, name_of, packages, templates

ADDRESS = re.compile(r"""(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)""", re.IGNORECASE)
NAMES_ONLY = frozenset({"www.w3.org"})
"""Hosts in the names of XML namespaces, which nobody asks."""

VENDORED_NAMES = frozenset({"leafletjs.com", "bugs.chromium.org", "bugzilla.mozilla.org"})
"""Hosts in comments and in the credit of a library kept as it was published; our map switches the credit off."""

STATIC = sorted(
    path
    for package in packages()
    for path in package.glob("**/static/**/*")
    if path.suffix in (".css", ".js", ".svg", ".html")
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE)
PAGES = [path for path in templates() if path.suffix == ".html" and "mail" not in path.parts]


def test_nothing_is_left_for_later() -> None:
    paths = [*modules(), *templates(), *STATIC]
    found = {name_of(path): UNFINISHED.findall(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.check("S60")
@pytest.mark.parametrize("path", [*templates(), *STATIC], ids=name_of)
def test_no_page_asks_a_third_party(path: Path) -> None:
    allowed = NAMES_ONLY | VENDORED_NAMES if "vendor" in path.parts else NAMES_ONLY
    assert set(ADDRESS.findall(path.read_text(encoding="utf-8"))) <= allowed


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_page_has_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


SCRIPT_KB = {
    "kiosk": 10,
    "board": 6,
    "desk": 25,
    "map": 60,
    "worker": 3,
    "puzzle": 2,
    "": 8,
}  # compressed; by whose screens a file is for


@pytest.mark.parametrize("screen", SCRIPT_KB)
def test_own_script_is_small(screen: str) -> None:
    """The budgets of screens: all that a kiosk, a board, the desk, or a citizen's telephone could ever load."""
    files = [path for path in STATIC if path.suffix == ".js" and _screen(path) == screen]
    assert files
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= SCRIPT_KB[screen] * 1024


def _screen(path: Path) -> str:
    """The vendored library is for pages with a map, and counts against their budget."""
    name = "map" if "leaflet" in path.parts else path.name
    return next((screen for screen in SCRIPT_KB if screen and screen in name), "")


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{name_of(page)}: {target}")
    assert broken == []


def test_every_command_is_in_the_manual() -> None:
    manual = "\n".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    missing = [name for name in commands(get_command(app)) if f"civicore {name}" not in manual]
    assert missing == []


def commands(group: Any, above: str = "") -> list[str]:
    """Names of all commands, those of groups with the group's name before them."""
    found: list[str] = []
    for name, command in getattr(group, "commands", {}).items():
        found += commands(command, f"{above}{name} ") or [f"{above}{name}"]
    return found
