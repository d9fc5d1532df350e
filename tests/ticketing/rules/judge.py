"""Whether a call was fair, pair by pair, in the words of language 4.5 and of the waiting room's own rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from civicore_ticketing.ticket import CallingRules, Desk, Ticket


def judge(line: Sequence[Ticket], chosen: Ticket | None, desk: Desk, rules: CallingRules, now: datetime) -> bool:
    """AssertionError when somebody of the line was passed over against the rules.

    True when somebody who had waited the longest wait stayed behind, which may happen once in a row at a counter.
    """
    if chosen is None:
        assert all(_not_yet(one, now) for one in line), "nobody was called although somebody waits"
        return False
    assert chosen in line, "somebody was called who does not wait here"
    assert not _not_yet(chosen, now), "a booking was called before its time"
    others = [one for one in line if one.id != chosen.id and not _not_yet(one, now)]
    for one in others:
        assert not _wronged(one, chosen, desk, rules, now), f"{one.label} was passed over by {chosen.label}"
    return not _aged(chosen, rules, now) and any(_aged(one, rules, now) for one in others)


def _wronged(one: Ticket, chosen: Ticket, desk: Desk, rules: CallingRules, now: datetime) -> bool:
    """Whether ``one`` had to come before ``chosen``."""
    if _plain(one) and _plain(chosen):
        return one.arrived_at < chosen.arrived_at and _aged(one, rules, now) >= _aged(chosen, rules, now)
    if _aged(one, rules, now):
        return not (_due(chosen, now) and desk.last_called_aged)
    if _aged(chosen, rules, now):
        return _due(one, now) and desk.last_called_aged
    if _due(one, now) and _due(chosen, now):
        return _promise(one) < _promise(chosen)
    if _due(one, now) or _due(chosen, now):
        return _due(one, now)
    if _plain(one) or _plain(chosen):  # the other one alternates
        return desk.last_called_booked == _plain(one)
    return _promise(one) < _promise(chosen)


def _plain(one: Ticket) -> bool:
    """By arrival: without a booking, with one that gives no priority, or at a later step of the visit."""
    return one.booked_at is None or one.calling in (None, "none")


def _aged(one: Ticket, rules: CallingRules, now: datetime) -> bool:
    return _plain(one) and now >= one.arrived_at + rules.longest_waits.get(one.agenda, rules.longest_wait)


def _not_yet(one: Ticket, now: datetime) -> bool:
    return one.calling == "at_booked_time" and one.booked_at is not None and now < one.booked_at


def _due(one: Ticket, now: datetime) -> bool:
    return one.calling == "after_current" or (one.calling == "at_booked_time" and not _not_yet(one, now))


def _promise(one: Ticket) -> tuple[datetime, datetime]:
    assert one.booked_at is not None
    return one.booked_at, one.arrived_at
