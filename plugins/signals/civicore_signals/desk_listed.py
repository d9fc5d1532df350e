"""A case as a row of a file for other programs: ids of the city's file, days, counts, and no sender."""

from __future__ import annotations

from collections.abc import Sequence

from civicore_signals.desk_clerk import Clerk
from civicore_signals.dossier import Line

HEAD = (
    "number", "kind", "category", "status", "outcome", "unit", "area", "address", "lat", "lon", "origin", "language",
    "received_at", "registered_on", "due_on", "overdue", "closed_at", "reopened", "hidden", "topic", "text",
)  # fmt: skip


def row(clerk: Clerk, line: Line) -> Sequence[object]:
    """The cells under ``HEAD``; names in the language of the page that asked."""
    case, names = line.case, clerk.names
    spoken = [_said(clerk, words) for words in (names.kind(case.kind), *names.path(case.category)[-1:])]
    place = case.place
    point = place.point if place and place.point else (None, None)
    return (
        case.number,
        *spoken,
        _said(clerk, names.status(case.status)),
        _said(clerk, names.outcome(case.outcome)) if case.outcome else None,
        _said(clerk, names.unit(case.unit)),
        _said(clerk, names.area(place.area)) if place and place.area else None,
        place.address if place else None,
        *point,
        case.origin,
        case.language,
        case.received_at,
        case.registered_on,
        case.clock.due_on,
        line.overdue,
        case.closed_at,
        case.reopened,
        case.hidden,
        case.topic,
        case.text,
    )


def _said(clerk: Clerk, words: object) -> str:
    return words if isinstance(words, str) else clerk.runtime.languages.label(clerk.language, words)  # type: ignore[arg-type]
