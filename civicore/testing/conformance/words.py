"""K16: every text in the deployment's languages, plural forms complete, in its own catalogue or the core's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

from civicore.messaging.catalogues import CORE_LOCALES, SOURCE, files_of
from civicore.messaging.tongues import spoken
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "translate": (2,),
    "Msgid": None,
}
LABELLED = {"Navigation": 2, "Permission": 1, "Field": 1}
"""Values that bear an English msgid, and at which place."""

Phrase = tuple[str, str | None, str | None, str]


def speaks_every_language(subject: Subject) -> Iterator[Complaint]:
    """K16: every sentence of code and templates has its translation, and each plural all its forms."""
    for missing in sorted(set(spoken()) - set(subject.manifest.languages)):
        yield Complaint(f"the manifest does not list {missing}", f"add locales/{missing}.po and list it in languages")
    phrases = list(_phrases(subject.home))
    for language in subject.manifest.languages:
        known = _known(subject, language)
        if isinstance(known, Complaint):
            yield known
            continue
        forms = get_plural(language).num_plurals
        for msgid, many, context, place in phrases if language != SOURCE else ():
            said = known.get((context, msgid), ())
            if not said or not all(said):
                yield Complaint(f"no {language} for {msgid!r} ({place})")
            elif many and len(said) != forms:
                yield Complaint(f"{len(said)} of {forms} plural forms in {language} for {msgid!r} ({place})")


def _phrases(home: Path) -> Iterator[Phrase]:
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if "migrations" in parts or "tests" in parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield from _asked(path, "python", home)
            yield from _labels(path, home)
        elif "templates" in parts and path.suffix != ".svg":
            yield from _asked(path, "jinja2", home)


def _asked(path: Path, method: str, home: Path) -> Iterator[Phrase]:
    options = {} if method == "python" else {"trimmed": "true", "newstyle_gettext": "true"}
    for line, message, _, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
        if one:
            yield one, many, context, f"{path.relative_to(home)}:{line}"


def _labels(path: Path, home: Path) -> Iterator[Phrase]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = LABELLED.get(name)
        if place is not None and len(node.args) > place:
            said = node.args[place]
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value:
                yield said.value, None, None, f"{path.relative_to(home)}:{node.lineno}"


def _known(subject: Subject, language: str) -> dict[tuple[str | None, str], tuple[str, ...]] | Complaint:
    own = files_of(subject.home / "locales", language)
    if not own and language != SOURCE:
        return Complaint(f"the manifest lists {language}, and there is no locales/{language}.po")
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for file in (*files_of(CORE_LOCALES, language), *own):
        try:
            with file.open("rb") as source:
                entries = [one for one in read_po(source, locale=language, abort_invalid=True) if one.id]
        except PoFileError as error:
            return Complaint(f"{file.name} cannot be read: {error}")
        for one in entries:
            msgid = one.id if isinstance(one.id, str) else one.id[0]
            said = (one.string,) if isinstance(one.string, str) else tuple(one.string or ())
            if not one.fuzzy:
                found[one.context, msgid] = tuple(form or "" for form in said)
    return found
