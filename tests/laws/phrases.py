"""Every sentence that people can be shown, gathered from code and templates, and what the catalogues say of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from civicore.messaging.catalogues import files_of
from tests.laws.sources import CORE, calls, modules, name_of, packages, templates, tree, words

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "translate": (2,),
    "Msgid": None,
}
JINJA = {"trimmed": "true", "newstyle_gettext": "true"}
LABELLED = {
    "Navigation": ("label", "hint"),
    "Permission": ("meaning",),
    "Field": ("label", "hint", "missing"),
    "Card": ("title",),
}
"""Values whose words are English msgids that are translated when they are shown."""

CODE = re.compile(r"(field|request)\.[a-z_]+")
"""What forms and the web answer with; other codes are only known where a ``Refusal`` is made."""


@dataclass(frozen=True)
class Phrase:
    """A sentence as its author wrote it; ``many`` when its form depends on a number."""

    msgid: str
    many: str | None
    context: str | None
    place: str


def in_file(path: Path) -> Iterator[Phrase]:
    """What gettext is asked for in one module or template."""
    method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", JINJA)
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    for line, message, _, context in found:
        one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
        if one:
            yield Phrase(one, many, context, f"{name_of(path)}:{line}")


def labels(path: Path) -> Iterator[Phrase]:
    """English words handed to values that are shown later: menus, rights, fields of forms."""
    for call in calls(path, *LABELLED):
        named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        positional = (
            call.args[1:2] if name in ("Permission", "Field") else call.args[2:3] if name == "Navigation" else []
        )
        for node in [*positional, *(named[field] for field in LABELLED[name] if field in named)]:
            said = words(node)
            if said:
                yield Phrase(said, None, None, f"{name_of(path)}:{node.lineno}")


def sayings(path: Path) -> Iterator[Phrase]:
    """Sentences about the city's file, made with the functions ``say`` and ``say_many``; methods are another matter."""
    for call in calls(path, "say", "say_many"):
        if not isinstance(call.func, ast.Name) or not call.args:
            continue
        plural = call.func.id == "say_many"
        one, many = words(call.args[0]), words(call.args[1]) if plural else None
        if one:
            yield Phrase(one, many, None, f"{name_of(path)}:{call.lineno}")


@cache
def phrases() -> tuple[Phrase, ...]:
    """All of them."""
    asked = [phrase for path in [*modules(), *templates()] if path.suffix != ".svg" for phrase in in_file(path)]
    return tuple(asked + [phrase for path in modules() for phrase in (*labels(path), *sayings(path))])


@cache
def refusals() -> dict[str, str]:
    """Codes of refusals and of what is wrong with an answer, each with a place that makes it."""
    made = {
        code: f"{name_of(path)}:{call.lineno}"
        for path in modules()
        for call in calls(path, "Refusal")
        if call.args and (code := words(call.args[0]))
    }
    judged = {
        code: f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and (code := words(node)) and CODE.fullmatch(code)
    }
    worded = {msgid_of(entry): "en.po" for entry in entries("en") if entry.context == "refusal"}
    return worded | judged | made


def entries(language: str) -> Iterable[Message]:
    """Every entry of every file of a language, without the headers."""
    for file in files(language):
        yield from _read(file, language)


def files(language: str) -> list[Path]:
    """The .po files of a language."""
    return [path for package in packages() for path in files_of(package / "locales", language)]


def translation(language: str, msgid: str, context: str | None = None) -> tuple[str, ...]:
    """The forms that a catalogue gives, or nothing when one is missing or doubtful."""
    entry = _known(language).get((context, msgid))
    if entry is None or entry.fuzzy:
        return ()
    forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    return tuple(form or "" for form in forms) if forms and all(forms) else ()


def own_words(package: Path, language: str) -> frozenset[tuple[str | None, str]]:
    """What a package and the core can say of a language, whatever other plugins a city has: context and sentence."""
    found = [file for home in (CORE, package) for file in files_of(home / "locales", language)]
    return frozenset((entry.context, msgid_of(entry)) for file in found for entry in _read(file, language))


def _read(file: Path, language: str) -> list[Message]:
    with file.open("rb") as source:
        return [entry for entry in read_po(source, locale=language, abort_invalid=True) if entry.id]


def msgid_of(entry: Message) -> str:
    """The sentence that an entry translates; of a plural its first form."""
    return entry.id if isinstance(entry.id, str) else entry.id[0]


@cache
def _known(language: str) -> dict[tuple[str | None, str], Message]:
    return {(entry.context, msgid_of(entry)): entry for entry in entries(language)}
