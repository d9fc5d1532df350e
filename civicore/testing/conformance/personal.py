"""K11, K18: what is kept of a person can be taken along, is erased, and stands in no log."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from civicore.retention import PersonalData
from civicore.testing.canary import Canary, Trace
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject
from civicore.testing.town import Town

LATER = "2040-01-01T00:00:00+00:00"


def gives_and_forgets(subject: Subject) -> Iterator[Complaint]:
    """K11: the export holds all that is kept of a person, erasing leaves nothing, and what is old goes by itself."""
    declared = [one.store for one in subject.manifest.personal_data]
    parts = {one.id: one for one in subject.parts("register_retention")}
    for store in declared:
        if store not in parts:
            yield Complaint(f"the manifest names the store {store}, and no Retention of that id is registered")
    for store in sorted(parts.keys() - set(declared)):
        yield Complaint(f"the Retention {store} is not in the manifest's personal_data")
    with subject.towns.other(subject.listed) as town:
        subject.story(town, subject.canary)
        town.settle()
        tables = [table for one in town.parts("register_tables", subject.name) for table in one.tables]
        kept = subject.canary.in_tables(town, tables)
        if declared and not kept:
            remedy = "name a story in quality.yaml that leaves the canary's data behind"
            yield Complaint(f"nothing of the canary came into {', '.join(declared)}", remedy)
        if kept:
            yield from _kept(subject, town, tables, kept)


def _kept(subject: Subject, town: Town, tables: Sequence[Any], kept: Sequence[Trace]) -> Iterator[Complaint]:
    person = subject.canary
    data = town.runtime.services.one(PersonalData)
    exported = str(town.aside.do(data.export(person.names)))
    for trace in _unique(one for one in kept if one.value not in exported):
        yield Complaint(f"export leaves out {trace.place}", "register a Retention whose export tells it")
    own = [one for one in town.parts("register_retention", subject.name) if not _erases(subject, one.id)]
    town.aside.do(data.erase(person.names))
    for trace in _unique(person.in_tables(town, tables)) if not own else ():
        yield Complaint(f"erase left {trace.place} of the canary", "erase it, or say erase: false and why")
    town.clock.jump(LATER)
    for one in town.parts("register_retention", subject.name):
        try:
            town.aside.do(one.expire())
        except Exception as error:
            yield Complaint(f"{one.id} cannot let go of what is old: {type(error).__name__}: {error}")
    for trace in _unique(person.in_tables(town, tables)):
        yield Complaint(f"years later {trace.place} still holds the canary")


def _erases(subject: Subject, store: str) -> bool:
    return all(one.erase for one in subject.manifest.personal_data if one.store == store)


def _unique(traces: Any) -> list[Trace]:
    return list({one.place: one for one in traces}.values())


def tells_no_log(subject: Subject) -> Iterator[Complaint]:
    """K18: logs and error pages hold nothing of the person."""
    with subject.towns.other(subject.listed) as town, logged() as lines:
        subject.story(town, subject.canary)
        town.settle()
        browser = town.browser("en")
        for path in (
            f"/en/{subject.prefix}/{subject.canary.email}",
            f"/api/v1/{subject.prefix}/{subject.canary.phone}",
        ):
            answer = browser.get(path)
            if answer.status_code >= 500:
                yield Complaint(f"an unknown address below /{subject.prefix} answers {answer.status_code}")
        said = "\n".join(lines)
    yield from (Complaint(f"a log line holds {value!r} of a person") for value in _told(said, subject.canary))


def _told(said: str, canary: Canary) -> list[str]:
    return canary.in_text(said)


@contextmanager
def logged() -> Iterator[list[str]]:
    """Everything that is logged meanwhile, of whatever level."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name not in ("httpx", "httpcore"):  # the browser of the test says what it asks
                lines.append(self.format(record))

    keeper, root = Keeper(), logging.getLogger()
    own = logging.getLogger("civicore")
    levels = root.level, own.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    own.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(keeper)
        root.setLevel(levels[0])
        own.setLevel(levels[1])
