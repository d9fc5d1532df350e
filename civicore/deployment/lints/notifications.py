"""Notices: quiet hours that are some, and rules of notices that there are."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.model.notifications import QuietHours
from civicore.extension.parts import Finding

_DAY = 24 * 60
_LONGEST = 16 * 60  # who may write for less than eight hours a day reaches nobody at work and nobody at home


def check(city: City) -> Iterator[Finding]:
    """L490."""
    said = city.notifications
    yield from _quiet(said.quiet, ("notifications", "quiet"))
    for name, rules in said.notices.items():
        yield from _quiet(rules.quiet, ("notifications", "notices", name, "quiet"))


def _quiet(quiet: QuietHours | None, path: tuple[str, ...]) -> Iterator[Finding]:
    if quiet is None:
        return
    length = (quiet.ends - quiet.begins) % _DAY
    if not 0 < length <= _LONGEST:
        message = (
            say("quiet hours that never end")
            if length == 0
            else say("quiet for %(hours)s hours of the day", hours=length // 60)
        )
        yield Finding("L490", message, path, at_key=True)
