"""Words of other systems, in any order and however often they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from civicore_signals import feed, stages, store
from civicore_signals.case import Case, Event
from civicore_signals.feed import Observation
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Plan
from civicore_signals.tables import ObservationRow

from tests.signals.backoffice.office import BOSS, Office, sure
from tests.tools.counts import times

SOURCE = "roadworks"
NOBODY = UUID(int=0)
PRAGUE = ZoneInfo("Europe/Prague")
RECEIVED = datetime(2026, 10, 1, 8, tzinfo=UTC)
SEEN = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at", "mark"),
    [
        ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00+00:00", ""),
        ("2026-11-01T10:00:00+02:00", "2026-11-01T08:00:00+00:00", ""),
        ("2026-11-01T10:00:00", "2026-11-01T09:00:00+00:00", "no_zone"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00", "clock_change"),  # an hour that comes twice
        ("2026-09-30T10:00:00Z", "2026-10-01T08:00:00+00:00", "before"),
        ("2027-01-01T00:00:00Z", "2026-11-23T08:00:00+00:00", "future"),
        ("2026-11-23T08:03:00Z", "2026-11-23T08:00:00+00:00", ""),  # a clock that is three minutes fast
        ("yesterday", "2026-11-23T08:00:00+00:00", "unreadable"),
        ("0001-01-01T00:00:00+14:00", "2026-11-23T08:00:00+00:00", "unreadable"),
    ],
)
def test_signal_case_39_odd_instants_are_shown_clamped_with_a_mark(written: str, at: str, mark: str) -> None:
    found = feed.stamp(written, PRAGUE, RECEIVED, SEEN)
    assert (found.at.isoformat(), found.mark) == (at, mark)


def test_signal_case_39_an_hour_that_the_clocks_leave_out_is_marked() -> None:
    spring = datetime(2026, 3, 1, tzinfo=UTC)
    found = feed.stamp("2026-03-29T02:30:00", PRAGUE, spring, SEEN)
    assert (found.at.isoformat(), found.mark) == ("2026-03-29T01:30:00+00:00", "clock_change")


def said(number: str | None, at: str, status: str, text: str = "") -> Observation:
    """A line of the feed; a time of day of the day before the office opens again."""
    return Observation(number or "", f"2026-11-24T{at}:00+01:00", status, text)


async def seen(office: Office, case: Case) -> tuple[Any, ...]:
    """State and history of a case as far as the feed has to do with it."""
    now = await office.now(case.id)
    events = [one for one in await office.history(case.id) if one.kind == "observed"]
    state = (now.status, now.outcome, now.closed_at, now.reopened, now.clock)
    return (*state, sorted((one.at, str(one.facts), one.text, one.public) for one in events))


async def told(office: Office, case: Case) -> int:
    """How many letters about its status the sender has had."""
    letters = await office.letters()
    about = [one for one in letters if one["about"] == f"signals:{case.id}"]
    return sum(one["notice"] in ("signals.status", "signals.answer") for one in about)


WORDS = ("in_work", "solved/solved", "answered/answered", "in_work", "lost in space", "clarification", "passed_on")


def some(case: Case, chance: random.Random) -> list[Observation]:
    """Between one and seven lines, a few at the same minute."""
    return [
        said(
            case.number, f"{chance.randrange(6, 9):02d}:{chance.choice((0, 15, 30)):02d}", chance.choice(WORDS), f"{n}"
        )
        for n in range(chance.randrange(1, 8))
    ]


def shuffled(lines: Sequence[Observation], chance: random.Random) -> list[Observation]:
    """The same lines in another order, some of them twice."""
    mixed = [*lines, *chance.sample(list(lines), chance.randrange(len(lines) + 1))]
    chance.shuffle(mixed)
    return mixed


@pytest.mark.anyio
async def test_signal_case_38_every_order_and_repetition_ends_in_the_same_state_history_and_letters(
    office: Office, engine_name: str
) -> None:
    chance = random.Random(38)
    for _ in range(times(8 if engine_name == "sqlite" else 3, 200)):
        office.set("2026-11-23T09:00")
        one, other, third = [await office.filed() for _ in range(3)]
        lines = some(one, chance)
        office.set("2026-11-24T09:00")
        answers = []
        for case in (one, other):
            mine = [Observation(case.number or "", line.at, line.status, line.text) for line in lines]
            await office.desk.observe(shuffled(mine, chance), SOURCE)
            await office.desk.observe(shuffled(mine, chance), SOURCE)
            answers.append((_apart(await seen(office, case)), await told(office, case)))
        assert answers[0] == answers[1]
        alone = [Observation(third.number or "", line.at, line.status, line.text) for line in lines]
        chance.shuffle(alone)
        for line in alone:
            await office.desk.observe([line], SOURCE)
        assert _apart(await seen(office, third)) == answers[0][0]


def _apart(found: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the key, which names the case."""
    return (*found[:-1], [(at, facts.rsplit("'key'", 1)[0], text, public) for at, facts, text, public in found[-1]])


@pytest.mark.anyio
async def test_signal_case_38_an_old_line_adds_history_tells_nobody_and_opens_nothing(office: Office) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    await office.desk.observe([said(case.number, "10:00", "solved/solved", "Mended.")], SOURCE)
    done = await office.now(case.id)
    assert (done.status, done.outcome) == ("solved", "solved") and await told(office, case) == 1
    report = await office.desk.observe([said(case.number, "09:00", "in_work")], SOURCE)
    assert (report.new, report.changed) == (1, ())
    assert (await office.now(case.id)).status == "solved" and await told(office, case) == 1
    assert (await office.kinds(case.id)).count("observed") == 2
    again = await office.desk.observe([said(case.number, "09:00", "in_work")], SOURCE)
    assert (again.new, again.known) == (0, 1)


@pytest.mark.anyio
async def test_signal_case_38_what_the_office_did_later_stays(office: Office) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    sure(await office.desk.move(case.id, "answered", Given("It is private ground.", "answered"), BOSS))
    office.set("2026-11-24T13:00")
    await office.desk.observe([said(case.number, "11:00", "in_work"), said(case.number, "12:30", "in_work")], SOURCE)
    assert (await office.now(case.id)).status == "answered"


@pytest.mark.anyio
async def test_signal_case_40_an_unknown_status_is_kept_raised_and_shown_as_in_progress(office: Office) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    report = await office.desk.observe([said(case.number, "10:00", "WTF-17", "call 0888 123 456")], SOURCE)
    assert report.raised == (case.id,)
    assert (await office.now(case.id)).status == "in_work"
    (raised,) = await office.desk.raised(BOSS)
    assert (raised.status, raised.mark, raised.said_at) == ("WTF-17", "unknown_status", "2026-11-24T10:00:00+01:00")
    event = next(one for one in await office.history(case.id) if one.kind == "observed")
    assert not event.public and event.facts["said"] == "WTF-17" and event.text == "", "a telephone number is withheld"


@pytest.mark.anyio
async def test_signal_case_39_the_instant_is_stored_as_it_was_written(office: Office) -> None:
    case = await office.filed()
    await office.desk.observe([Observation(case.number or "", "2026-11-22T10:00", "in_work")], SOURCE)
    async with office.store.reading():
        (row,) = await ObservationRow.select()
    assert (row["said_at"], row["at"], row["mark"]) == ("2026-11-22T10:00", case.received_at, "before")


@pytest.mark.anyio
async def test_lines_about_nobodys_cases_are_reported(office: Office) -> None:
    report = await office.desk.observe([said("СК26-01-999", "10:00", "in_work")], SOURCE)
    assert report.nobodys == ("СК26-01-999",) and report.new == 0


def test_signal_case_35_a_feed_closes_nothing_without_its_outcome(plan: Plan) -> None:
    for word in ("solved", "passed_on/passed_on", "solved/answered", "in_work/solved", "nonsense"):
        assert not feed.meant(plan, "signal", word).known
    assert feed.meant(plan, "signal", "solved/duplicate").known


def test_signal_case_41_a_skipped_stage_is_passed_without_a_date(plan: Plan) -> None:
    end = datetime(2026, 11, 24, 9, tzinfo=UTC)
    happened = [_event("registered", RECEIVED), _event("solved", end)]
    way = [(one.place, one.at) for one in stages.stages(plan, "signal", "solved", happened)]
    assert way[-1] == ("now", end)
    assert ("passed", None) in way and ("passed", RECEIVED) in way


def _event(status: str, at: datetime) -> Event:
    return Event(NOBODY, NOBODY, 1, at, "status", "feed:x", True, status)


def test_signal_case_41_back_from_an_end_only_where_the_file_says_so(plan: Plan) -> None:
    """No status of this file follows an end, but for reopening, which no feed can do."""
    chance = random.Random(41)
    for _ in range(2_000):
        points = feed.feed_points(plan, "signal", [_seen(chance) for _ in range(chance.randrange(1, 6))])
        line = [_own("registered", RECEIVED), *points]
        before = feed.settled(plan, "signal", line)
        late = feed.feed_points(plan, "signal", [_seen(chance)])
        after = feed.settled(plan, "signal", [*line, *late])
        if plan.statuses[before.status].final:
            assert plan.statuses[after.status].final
        assert feed.settled(plan, "signal", chance.sample([*line, *late], len(line) + 1)) == after


def _seen(chance: random.Random) -> feed.Seen:
    at = RECEIVED.replace(hour=9 + chance.randrange(3))
    return feed.Seen(f"{chance.random()}", feed.Stamp(at), chance.choice(WORDS))


def _own(status: str, at: datetime) -> feed.Point:
    return feed.Point(at, "1", feed.Meant(status), own=True)


@pytest.mark.anyio
async def test_signal_case_38_the_public_history_is_in_the_order_of_time_and_without_unknown_words(
    office: Office,
) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    for at, status in (("11:00", "solved/solved"), ("09:00", "in_work"), ("10:00", "WTF-17")):
        await office.desk.observe([said(case.number, at, status)], SOURCE)
    public = await office.cases.public(case.number or "")
    assert public is not None
    assert [one.status for one in public.events if one.kind == "observed"] == ["in_work", "solved"]
    assert [one.at for one in public.events] == sorted(one.at for one in public.events)


@pytest.mark.anyio
async def test_an_end_that_comes_late_is_told_all_the_same(office: Office) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    await office.desk.observe([said(case.number, "10:00", "in_work")], SOURCE)
    assert await told(office, case) == 1
    await office.desk.observe([said(case.number, "09:00", "solved/solved")], SOURCE)
    assert (await office.now(case.id)).status == "solved" and await told(office, case) == 2
    assert len(await office.letters("answer")) == 1


@pytest.mark.anyio
async def test_a_line_that_meets_a_clerk_at_work_is_not_lost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await office.filed()
    office.set("2026-11-24T12:00")
    real, rivals = store.change, [1]

    async def beaten(after: Case, was: Case) -> Case | None:
        return await real(after, was) if not rivals or rivals.pop() == 0 else None

    monkeypatch.setattr(store, "change", beaten)
    report = await office.desk.observe([said(case.number, "10:00", "solved/solved")], SOURCE)
    assert (report.new, report.changed) == (1, (case.id,))
    assert (await office.now(case.id)).status == "solved"
