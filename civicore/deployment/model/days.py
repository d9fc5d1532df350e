"""Days that differ: holidays, planned closures, emergency suspensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from civicore.deployment import kinds
from civicore.deployment.block import Block, says


class HolidayRules(Block):
    """Non-working days."""

    calendar: kinds.String = says(
        "country calendar by its code (cz, ua, bg, ...) or none", "none", finding="E112; L408 when empty"
    )
    policy: Literal["closed", "reduced", "open"] = says("what a holiday means for the offices", "closed")
    reduced_hours: kinds.TimeRange | None = says(
        "hours on a holiday when policy is reduced", None, finding="E105; E102 when policy is reduced"
    )
    extra: Mapping[kinds.Date, kinds.Text] = says("local non-working days, date: name", {})
    working_days: tuple[kinds.Date, ...] = says(
        "dates of the calendar on which the office works all the same", (), finding="L408"
    )
    suspended: tuple[kinds.DateSpan, ...] = says(
        "days or from..to on which holidays are ordinary days, by law (a state of emergency)", (), finding="E106"
    )
    known_until: kinds.Date | None = says(
        "last day whose holidays have been decreed; later deadlines are refused, not guessed; absent means the end of"
        " the country calendar",
        None,
    )
    must_cover: kinds.SomeDuration | None = says(
        "for how long ahead the holidays must be known; absent means it is not asked", None, finding="L468"
    )


class ClosureRule(Block):
    """A planned absence of an office or of some counters."""

    when: kinds.DateSpan = says("a date or from..to, both included", finding="E106; L434 when past")
    time: kinds.TimeRange | None = says("part of the day; absent means all day", None)
    offices: Annotated[kinds.Ids, kinds.Refers("offices")] = says("which offices", None)
    counters: tuple[kinds.String, ...] = says(
        "only these counters, written office.counter; absent means the whole office", (), finding="E201"
    )
    reason: kinds.Text = says("shown to citizens")
    bookings: Literal["ask", "rebook", "cancel", "keep"] = says("what happens to bookings already made there", "ask")
    notify: tuple[Literal["email", "sms"], ...] = says("how holders are told", ("email",), finding="L413")


class Suspension(Block):
    """An emergency notice that stops a service."""

    active: kinds.Flag = says("is the notice in force")
    scope: tuple[Literal["booking", "walk_in", "signals", "consultations", "doctrack"], ...] = says(
        "what stops", ("booking",)
    )
    departments: Annotated[kinds.Ids, kinds.Refers("departments")] = says("whom it concerns", None)
    since: kinds.Date | None = says("first day", None)
    until: kinds.Date | None = says("last day; absent means until revoked", None, finding="L433")
    tell_booked: kinds.SomeDuration | None = says(
        "no visits while it lasts: whoever has one within this time is told once, and once more when it ends; "
        "absent means that visits go on",
        None,
    )
    banner: kinds.Text = says("text of the banner on every page")
    details: kinds.Text | None = says("second line", None)
    instead: tuple[Literal["phone", "email", "post", "office"], ...] = says(
        "what citizens can do meanwhile; contacts of the departments are shown", (), finding="L433"
    )
