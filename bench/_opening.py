"""The opening minute: a day opens at a set time, and all who want a visit ask in the same second.

``replayed`` lets them ask and ``judged`` says what must hold whatever the machine is: nobody has a place before the
release, no place is sold twice, whatever was acknowledged is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter

from bench import _town
from bench._load import Outcome, Round, loaded
from bench._rush import sold
from bench._servers import addresses
from tests.tools.serving import Server

OPENS = datetime(2026, 11, 23, 8, 0, tzinfo=_town.ZONE)
NEW = date(2027, 1, 22)  # the sixtieth day after it
RELEASE = "  release: {mode: daily_at, at: '08:00'}\n"
_LEAD, _DOUBT = 4.0, 0.25  # seconds: from setting the clock to the release; how exactly we know the server's clock
_TRIES = 50


@dataclass(frozen=True)
class Opening:
    """What came of it. ``took``: seconds until each answer after the release; ``failed``: neither sold nor refused.

    ``before``: sold, or shown as free, before the release. ``kept`` is what stands in the database, ``most`` of it at
    one time.
    """

    took: tuple[float, ...]
    acknowledged: int
    failed: int
    before: int
    kept: int
    most: int


def town(places: int, counters: int) -> str:
    """The file of a town whose days open at eight."""
    return _town.hall(counters=counters, places=places).replace("  step:", f"{RELEASE}  step:")


def replayed(servers: Sequence[Server], url: str, citizens: int, *, early: int, spread: float = 1.0) -> Opening:
    """Early ones ask in the second before the release, all others within ``spread`` seconds after it."""
    random = Random(8)
    starts = _town.starts(NEW)
    wanted = [("office_0", random.choice(starts)) for _ in range(early + citizens)]
    _set_before(servers)
    shown = sum(map(_shown, servers))
    began = _running(servers)
    at = [_LEAD - _DOUBT - random.random() for _ in range(early)]
    at += [_LEAD + _DOUBT + spread * random.random() for _ in range(citizens)]
    requests = _town.wishes(wanted, "opening")
    outcome = loaded(Round(addresses(tuple(servers)), requests, clients=64, at=tuple(sorted(at)), since=began))
    return _told(outcome, url, early, shown)


def judged(opening: Opening, places: int, counters: int) -> None:
    """What must hold on any machine; an AssertionError says what did not."""
    assert opening.before == 0, f"{opening.before} were sold or shown before the release"
    assert opening.failed == 0, f"{opening.failed} were neither sold nor refused"
    assert opening.kept == opening.acknowledged, f"{opening.acknowledged} acknowledged, {opening.kept} kept"
    assert opening.kept <= places, f"{opening.kept} sold of {places}"
    assert opening.most <= counters, f"{opening.most} at one time at {counters} counters"


def _running(servers: Sequence[Server]) -> float:
    """Let the clocks run towards the release; returns when they began, in seconds of ``perf_counter``."""
    for _ in range(_TRIES):
        _set_before(servers)
        asked = perf_counter()
        for server in servers:
            server.run_clock()
        if (began := perf_counter()) - asked < _DOUBT:
            return began
    raise RuntimeError("the clocks cannot be set: the machine is too busy")


def _set_before(servers: Sequence[Server]) -> None:
    for server in servers:
        server.set_clock((OPENS - timedelta(seconds=_LEAD)).isoformat())


def _shown(server: Server) -> int:
    """How many times of the new day are shown before it opens."""
    answer = server.api("GET", f"/availability?agenda={_town.AGENDA}&from={NEW}&to={NEW}").json()
    return sum(len(day["slots"]) for day in answer["days"])


def _told(outcome: Outcome, url: str, early: int, shown: int) -> Opening:
    # A busy machine may send an early one late: only what was answered before the release was surely asked before it.
    first = [one for one in outcome.answers if one.ended < _LEAD - _DOUBT]
    later = [one for one in outcome.answers if one.number >= early]
    there = sold(url, NEW)
    return Opening(
        took=tuple(one.ended - one.began for one in later),
        acknowledged=outcome.statuses()[201],
        failed=sum(one.status not in (201, 409) for one in outcome.answers),
        before=shown + sum(one.status == 201 for one in first),
        kept=there.number,
        most=there.most(),
    )
