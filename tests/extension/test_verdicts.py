"""A third-party service that fails to answer: what its contract declares counts instead."""

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from civicore.base.calendar import Closure
from civicore.base.clock import DemoClock
from civicore.contracts.admission import Promises
from civicore.contracts.documents import StageSource
from civicore.contracts.drafts import Drafts
from civicore.contracts.failing import OTHERWISE
from civicore.contracts.hours import LiveClosures
from civicore.contracts.subjects import Subjects
from civicore.extension.guards import Budgets, Guards, Tripped, nowhere
from civicore.extension.parts import Service


class Broken:
    """Fails at whatever it is asked, and counts."""

    name = "broken"
    asked = 0

    async def visible(self, about: str, who: object) -> bool | None:
        self.asked += 1
        raise ValueError("a bug")

    async def redeem(self, code: str, arrival: object, work: object) -> None:
        self.asked += 1
        raise ValueError("a bug")

    def accepts(self, office: str) -> frozenset[str]:
        self.asked += 1
        raise ValueError("a bug")

    async def form(self, number: str) -> None:
        """Is well."""

    async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...]:
        raise ValueError("a bug")


class Within:
    """A unit of work in which it is asked."""

    def __init__(self, *, keeps: bool = False, unsound: bool = False, lost: bool = False) -> None:
        self._keeps, self._unsound, self.lost = keeps, unsound, lost
        self.undone: list[str] = []

    @asynccontextmanager
    async def entered(self) -> AsyncIterator["Within"]:
        yield self

    async def check(self) -> None:
        if self._unsound:
            raise ValueError("it put off what cannot be stored")

    async def keep(self) -> None:
        if self._unsound:
            raise AssertionError("it was judged before")

    async def undo(self, error: BaseException) -> None:
        if self._keeps:
            raise LookupError
        self.undone.append(type(error).__name__)


def put(
    port: type, *, stranger: bool = True, within: Within | None = None
) -> tuple[Any, Broken, list[Tripped], DemoClock]:
    clock, told, broken = DemoClock(), list[Tripped](), Broken()
    clock.freeze(datetime(2026, 11, 24, 12, tzinfo=UTC))
    guards = Guards(clock, told.append, Budgets(), nowhere if within is None else within.entered)
    return guards.guarded("acme", Service(port, broken), stranger=stranger).instance, broken, told, clock


@pytest.mark.check("S72")
async def test_a_failure_is_the_answer_that_is_declared() -> None:
    service, broken, told, clock = put(Subjects)
    assert [await service.visible("acme:1", None) for _ in range(7)] == [None] * 7
    assert broken.asked == 5
    assert [one.part for one in told] == ["acme.Subjects.visible"]
    clock.advance(timedelta(minutes=5))
    await service.visible("acme:1", None)
    assert broken.asked == 6


@pytest.mark.check("S72")
async def test_what_it_did_within_a_unit_of_work_is_undone_before_the_answer_that_is_declared() -> None:
    within = Within()
    service, broken, _, _ = put(Promises, within=within)
    assert [await service.redeem("123456", None, None) for _ in range(7)] == [None] * 7
    assert (broken.asked, within.undone) == (5, ["ValueError"] * 5 + ["PartRests"] * 2)


@pytest.mark.check("S72")
async def test_where_it_cannot_be_undone_nobody_goes_on() -> None:
    service = put(Promises, within=Within(keeps=True))[0]
    with pytest.raises(LookupError):
        await service.redeem("123456", None, None)


async def test_what_comes_to_light_at_its_end_is_its_failure_too() -> None:
    service, _, told, _ = put(Drafts, within=Within(unsound=True))
    assert [await service.form("1") for _ in range(5)] == [None] * 5
    assert [one.part for one in told] == ["acme.Drafts.form"]


async def test_a_unit_that_ends_at_what_it_asks_for_is_not_its_failure() -> None:
    service, broken, told, _ = put(Subjects, within=Within(lost=True))
    assert [await service.visible("acme:1", None) for _ in range(7)] == [None] * 7
    assert (broken.asked, told) == (7, [])


def test_a_question_at_once_fails_and_rests_as_declared() -> None:
    service, broken, told, clock = put(Promises)
    assert [service.accepts("hall") for _ in range(7)] == [frozenset()] * 7
    assert broken.asked == 5
    assert [one.part for one in told] == ["acme.Promises.accepts"]
    clock.advance(timedelta(minutes=5))
    service.accepts("hall")
    assert broken.asked == 6


async def test_an_office_whose_closures_are_not_known_is_not_taken_for_open() -> None:
    service = put(LiveClosures)[0]
    assert await service.closures("hall", date(2026, 11, 24), date(2026, 11, 24)) is None


def test_what_is_no_such_question_is_the_services_own() -> None:
    assert put(Subjects)[0].name == "broken"
    assert isinstance(put(StageSource)[0], Broken)
    assert isinstance(put(Subjects, stranger=False)[0], Broken)


@pytest.mark.parametrize("port", OTHERWISE, ids=lambda port: port.__name__)
def test_questions_are_those_of_the_contract(port: type) -> None:
    declared = {name for name, it in vars(port).items() if inspect.isfunction(it)}
    assert set(OTHERWISE[port]) <= declared
