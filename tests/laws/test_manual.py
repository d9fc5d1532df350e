"""Every command, option, setting and hook that the manual names is one of the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pydoc import locate
from typing import Any

import pytest
from typer.main import get_command

from civicore.cli import app
from civicore.deployment import explain
from civicore.deployment.reference import first_party_model
from civicore.extension import hookspecs
from tests.laws.sources import ROOT, modules, name_of
from tools.pages.all import PAGES

WRITTEN = [
    page
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("plugins/*/README.md"),
    ]
    if page.name not in PAGES
]
CALL = re.compile(r"(?:^|[\s`(/])civicore((?: +[^\s`|&;)]+)+)")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```(?:sh|console|text)[^\n]*\n(.*?)^```$", re.M | re.S)
PATH = re.compile(r"[a-z_]+(\.([a-z][a-z0-9_]*|<[a-z]+>))+")


@cache
def commands() -> Mapping[tuple[str, ...], Any]:
    """Each command with the words that call it."""
    return dict(_below(get_command(app), ()))


def _below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in getattr(command, "commands", {}).items():
        yield from _below(one, (*words, name))
    if words:
        yield words, command


def calls() -> Iterator[tuple[str, list[str]]]:
    """What the manual tells to type after ``civicore``, with its page."""
    for page in WRITTEN:
        text = page.read_text(encoding="utf-8")
        said = [
            *SPAN.findall(FENCE.sub("", text)),
            *(line for block in FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()),
        ]
        for one in said:
            for found in CALL.findall(f" {one}"):
                if found.split()[0] != "civicore" and not found.split()[0].startswith("-"):  # an account of that name
                    yield name_of(page), found.split()


def test_commands_and_options_are_there() -> None:
    wrong = []
    for page, words in calls():
        length = next((n for n in (2, 1) if tuple(words[:n]) in commands()), 0)
        if not length:
            wrong.append(f"{page}: civicore {' '.join(words[:2])}")
            continue
        known = {opt for one in commands()[tuple(words[:length])].params for opt in [*one.opts, *one.secondary_opts]}
        asked = {word.partition("=")[0] for word in words[length:] if word.startswith("--") and len(word) > 2}
        wrong += [f"{page}: civicore {' '.join(words[:length])} {option}" for option in sorted(asked - known)]
    assert wrong == []


def settings() -> Iterator[tuple[str, str]]:
    """Paths of settings that the manual names, with their page.

    Refusals, notices, rights, stores and intents look alike: ``booking.unknown`` stands in quotes in the code.
    """
    top = set(first_party_model().model_fields)
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules())
    ids = set(re.findall(r'"([a-z]+\.[a-z_]+)"', code))
    for page in WRITTEN:
        for span in SPAN.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if span.startswith("civicore."):
                assert locate(span.removesuffix(".*")) is not None, f"{name_of(page)}: {span}"
            elif PATH.fullmatch(span) and span.partition(".")[0] in top and span not in ids:
                yield name_of(page), span


def test_settings_are_there() -> None:
    wrong = []
    for page, path in settings():
        try:
            explain.field(first_party_model(), tuple(path.split(".")))
        except explain.UnknownPath as error:
            wrong.append(f"{page}: {path}: {error}")
    assert wrong == []


def test_hooks_are_there() -> None:
    known = {name for name in vars(hookspecs) if name.startswith(("register_", "check_"))}
    named = {
        (name_of(page), span.partition("(")[0])
        for page in WRITTEN
        for span in SPAN.findall(page.read_text(encoding="utf-8"))
        if span.startswith("register_")
    }
    assert {
        (page, hook) for page, hook in named if hook not in known and not hook.endswith(("_", "temporarily"))
    } == set()


@pytest.mark.parametrize("words", sorted(commands()), ids=" ".join)
def test_a_command_says_what_it_does(words: tuple[str, ...]) -> None:
    command = commands()[words]
    assert (command.help or "").strip().endswith("."), "whole sentences"
    assert [one.name for one in command.params if not one.help] == []
