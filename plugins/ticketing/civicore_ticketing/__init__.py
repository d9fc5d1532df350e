"""The waiting room: tickets, queues, counters, boards, the visitor's own ticket, statistics."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import Section, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_ticketing.config import SECTION

    return (SECTION,)
