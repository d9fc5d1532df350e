"""Other systems that say how far documents are: each must be able to say all that we need."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import UTC, datetime

from civicore import City, Finding, say
from civicore_doctrack.config import DocTrack, SourceRule
from civicore_doctrack.working_out import asked

_SAMPLE = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def check(city: City, said: DocTrack) -> Iterator[Finding]:
    """E202, L435, L475 and L476."""
    path: tuple[str, ...] = ("doctrack", "source", "plugin")
    if said.source is not None and said.source.plugin in city.plugins:
        if not city.plugins[said.source.plugin].enabled:
            yield Finding("E202", say('the plugin "%(plugin)s" is switched off', plugin=said.source.plugin), path)
    elif said.source is not None:
        yield Finding("L435", say('"%(plugin)s" is not among the plugins of the file', plugin=said.source.plugin), path)
    if not said.sources and said.source is None:
        yield Finding("L476", say("only clerks say how far documents are"), ("doctrack",), "warning", at_key=True)
    for name, rule in said.sources.items():
        path = ("doctrack", "sources", name)
        if name == "clerk":
            yield Finding("L475", say("clerk is what staff say: choose another name"), path, at_key=True)
        if rule.kind == "api" and rule.secret is None:
            yield Finding("L475", say("an API without a key: anybody could say anything"), path, at_key=True)
        if rule.kind == "file":
            for message, field in _file(said, rule):
                yield Finding("L475", message, (*path, *field), at_key=not field)


def _file(said: DocTrack, rule: SourceRule) -> Iterator[tuple[str, tuple[str, ...]]]:
    if rule.folder is None:
        yield say("the folder is missing"), ()
    if rule.columns is None:
        yield say("columns are missing: where the file has number and stage"), ()
    elif rule.columns.type is None and rule.document is None:
        yield say("nothing says what kind of document it is: write columns.type, or document"), ("columns",)
    if rule.columns is not None and rule.columns.secret is None and asked(said):
        yield say("without columns.secret nobody finds a document by %(what)s", what=asked(said)), ("columns",)
    if rule.columns is not None and _mixed(rule):
        yield say("either names of columns or their numbers, not both"), ("columns",)
    if rule.encoding != "auto" and not _known(rule.encoding):
        yield say("nobody knows the encoding %(encoding)s", encoding=rule.encoding), ("encoding",)
    for one in rule.dates.formats:
        if not _fits(one):
            yield say("%(one)s has no day, month or year: write %d.%m.%Y", one=one), ("dates",)


def _mixed(rule: SourceRule) -> bool:
    said = [one for one in vars(rule.columns).values() if one is not None]
    return len({one.isdigit() for one in said}) > 1


def _known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _fits(pattern: str) -> bool:
    try:
        read = datetime.strptime(_SAMPLE.strftime(pattern), pattern).replace(tzinfo=UTC)
    except ValueError:
        return False
    return read.date() == _SAMPLE.date()
