"""Whether lines of a feeder can be placed at all: a number, a kind of document, a word for how far it is.

A word without a meaning is no reason to refuse a line: it is kept and shown to staff (case 40).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from civicore.contracts.documents import Observed
from civicore_doctrack import numbers
from civicore_doctrack.plan import Plan, folded
from civicore_doctrack.runs import Complaint
from civicore_doctrack.setting import Setting

_LONGEST = 200  # signs of any word


@dataclass(frozen=True)
class Feeder:
    """Who says it. ``type`` is the kind of its documents where it does not say it, ``offices`` its words for ours."""

    id: str
    type: str | None = None
    offices: Mapping[str, str] = field(default_factory=dict)

    def office(self, said: str) -> str | None:
        """The office that a word means; None when it means none."""
        return self.offices.get(folded(said))


@dataclass(frozen=True)
class Said:
    """A line that can be placed. ``number`` is folded, ``type`` an id of the file, ``secret`` as it was written."""

    feeder: str
    type: str
    number: str
    secret: str
    observed: Observed


def feeder(setting: Setting, source: str) -> Feeder | None:
    """The source of the file with this name; the plugin of ``doctrack.source`` by the plugin's."""
    said, offices = setting.said, _offices(setting)
    if said.source is not None and said.source.plugin == source:
        return Feeder(source, None, offices)
    rule = said.sources.get(source)
    if rule is None:
        return None
    return Feeder(source, rule.document, offices | {folded(word): id for word, id in rule.offices.items()})


def clerk(setting: Setting) -> Feeder:
    """A clerk at the desk."""
    return Feeder("clerk", None, _offices(setting))


def _offices(setting: Setting) -> dict[str, str]:
    return {folded(one): one for one in setting.runtime.city.offices}


def judged(plan: Plan, by: Feeder, lines: Iterable[Observed]) -> tuple[list[Said], list[Complaint]]:
    """The lines that can be placed, and what is wrong with the others."""
    said: list[Said] = []
    complaints: list[Complaint] = []
    for count, one in enumerate(lines, 1):
        if not _is_readable(one):
            complaints.append(Complaint("doctrack.unreadable", count))
            continue
        found = _placed(plan, by, one, one.line or count)
        if isinstance(found, Complaint):
            complaints.append(found)
        else:
            said.append(found)
    return said, complaints


def _is_readable(one: object) -> bool:
    """Whether it is what the port of plugins promises: one of a third party may answer anything."""
    if not isinstance(one, Observed) or not isinstance(one.raw, Mapping):
        return False
    words = (one.number, one.type, one.stage, one.secret, one.office, one.id, one.written_at)
    instant = one.at is None or (isinstance(one.at, datetime) and one.at.tzinfo is not None)
    return instant and isinstance(one.began, date | None) and all(map(_is_text, (*words, *one.raw, *one.raw.values())))


def _is_text(word: object) -> bool:
    """Whether it can be kept: both databases take what is UTF-8, and one of them no NUL."""
    if not isinstance(word, str) or "\0" in word:
        return False
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _placed(plan: Plan, by: Feeder, one: Observed, line: int) -> Said | Complaint:
    number = numbers.fold(one.number)
    type = plan.type(one.type) if one.type else by.type
    if not number:
        return Complaint("doctrack.number_missing", line)
    if not folded(one.stage):
        return Complaint("doctrack.stage_missing", line)
    if type is None:
        return Complaint("doctrack.type_unknown", line, one.type[:_LONGEST])
    if max(map(len, (one.number, one.stage, one.office, one.secret, one.id))) > _LONGEST:
        return Complaint("doctrack.too_long", line)
    return Said(by.id, type, number, one.secret if numbers.fold_secret(plan.asks, one.secret) else "", one)
