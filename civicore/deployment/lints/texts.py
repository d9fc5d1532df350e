"""Words and files of the city: translations that are missing, files that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.saying import say
from civicore.deployment import nodes
from civicore.deployment.city import City
from civicore.deployment.lints.references import Seen
from civicore.deployment.nodes import Block, Items, Node, Path_, Scalar
from civicore.extension.parts import Finding

MOST_LOGO_BYTES = 200_000
MOST_PAGE_BYTES = 500_000


def translations(seen: Seen, root: Node, broken: frozenset[Path_]) -> Iterator[Finding]:
    """L421: texts that some readers will see in another language than the one they chose."""
    declared = nodes.at(root, ("deployment", "languages"))
    if any(one[:1] == ("deployment",) for one in broken):
        return
    languages = [one.text for one in declared.nodes if isinstance(one, Scalar)] if isinstance(declared, Items) else []
    for path, shape, node in seen:
        if shape.kind is None or shape.kind.name != "text" or any(one[: len(path)] == path for one in broken):
            continue
        there = tuple(node.entries) if isinstance(node, Block) else tuple(languages[:1])
        missing = [language for language in languages if language not in there]
        if missing:
            message = say("no translation into %(missing)s", missing=missing)
            yield Finding("L421", message, path, "warning")


def files(city: City) -> Iterator[Finding]:
    """L420: logos and pages that are missing, too big or of a wrong type."""
    for field in ("logo", "favicon"):
        name = getattr(city.brand, field)
        if name is not None:
            yield from _file(city, name, ("brand", field), (".svg", ".png"), MOST_LOGO_BYTES)
    for key, page in city.pages.items():
        path = ("pages", key)
        said = [one for one in ("file", "body", "link") if getattr(page, one) is not None]
        if len(said) != 1:
            yield Finding("E102", say("a page has one of file, body or link"), path, at_key=True)
        if page.file is not None:
            yield from _file(city, page.file, (*path, "file"), (".md",), MOST_PAGE_BYTES)
            yield from _translated(city, page.file, (*path, "file"))


def _translated(city: City, name: str, path: Path_) -> Iterator[Finding]:
    """The plain file is in the default language; ``terms.en.md`` stands beside ``terms.md``."""
    file = city.file(name)
    beside = {language: file.with_suffix(f".{language}{file.suffix}") for language in city.languages[1:]}
    missing = [language for language, path in beside.items() if not path.is_file()]
    if missing and file.is_file():
        message = say("no translation into %(missing)s", missing=missing)
        yield Finding(
            "L421",
            message,
            path,
            "warning",
            hints=tuple(say("write %(file)s", file=beside[one].name) for one in missing),
        )


def _file(city: City, name: str, path: Path_, types: tuple[str, ...], most: int) -> Iterator[Finding]:
    file = city.file(name)
    if not file.is_file():
        yield Finding("L420", say('there is no file "%(name)s"', name=name), path)
    elif not file.resolve().is_relative_to(city.folder):
        yield Finding("L420", say('"%(name)s" lies outside the deployment folder', name=name), path)
    elif file.suffix.lower() not in types:
        yield Finding("L420", say('"%(name)s" must be %(types)s', name=name, types=types), path)
    elif file.stat().st_size > most:
        yield Finding("L420", say('"%(name)s" is larger than %(most)s kB', name=name, most=most // 1000), path)
