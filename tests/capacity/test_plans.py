"""However many claims there are, each question of the ledger reads those that it is about, also before any ANALYZE."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest

from civicore import UnitOfWork, capacity, new_id
from civicore.base.clock import DemoClock
from civicore.capacity.tables import CAPACITY
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.tools.plans import Asked, hear, plan

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 24)
PEOPLE, DAYS = 3_000, 300
HOLDER = new_id()
SPAN = capacity.Span("o|hall|c", DAY, f"o|hall|c|{DAY}", f"o|hall|c|{DAY + timedelta(1)}")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (CAPACITY,)


@pytest.fixture
async def crowded(store: Store, clock: DemoClock) -> Store:
    """Many people have something that belongs to no day, and there is a place taken on many days."""
    lasting = [capacity.Claim(capacity.lasting_limit(f"p|{number}", 5)) for number in range(PEOPLE)]
    days = [capacity.Claim(capacity.day_limit("o|hall|c", DAY + timedelta(number), 5)) for number in range(DAYS)]

    async def take(unit: UnitOfWork) -> None:
        assert await capacity.exchange((), [(new_id(), claim) for claim in (*lasting, *days)]) is None
        assert await capacity.exchange((), [(HOLDER, claim) for claim in (lasting[0], days[0])]) is None

    await store.transact(take)
    return store


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of the ledger."""
    return hear(monkeypatch, "core_claim|core_ledger")


QUESTIONS: Mapping[str, tuple[Callable[[datetime], Awaitable[object]], str, str]] = {
    "whether somebody holds what belongs to no day": (
        lambda now: capacity.holds("p|7", now), "PRIMARY KEY core_claim_until", "core_claim_until core_ledger_pkey",
    ),
    "who holds most": (
        lambda now: capacity.busiest("p|", now, 3), "PRIMARY KEY core_claim_until", "core_claim_until core_ledger_pkey",
    ),
    "places of a day": (lambda now: capacity.places_on(DAY), "core_claim_day", "core_claim_day"),
    "what somebody holds": (lambda now: capacity.claims_of(HOLDER), "core_claim_holder", "core_claim_holder"),
    "giving back": (lambda now: capacity.release(HOLDER, ["p|0"]), "core_claim_holder", "core_claim_holder"),
    "holding longer": (lambda now: capacity.outlast(HOLDER, ["p|0"], now), "core_claim_holder", "core_claim_holder"),
    "what has run out": (lambda now: capacity.sweep(now), "core_claim_until", "core_claim_until"),
    "days that are over": (lambda now: capacity.forget_days(DAY), "core_claim_day", "core_claim_day"),
    "use of days": (
        lambda now: capacity.usage(["o|hall|c"], DAY, DAY, now), "PRIMARY KEY", "core_ledger_scope",
    ),
    "use of neighbours": (lambda now: capacity.uses([SPAN], now), "PRIMARY KEY", "core_ledger_scope"),
}  # fmt: skip
"""What is asked; the indexes by which SQLite, and those by which PostgreSQL finds it."""


@pytest.mark.parametrize("question", QUESTIONS)
async def test_each_question_goes_by_its_own_index(
    crowded: Store, clock: DemoClock, said: Asked, question: str
) -> None:
    ask, *indexes = QUESTIONS[question]
    index = indexes[crowded.engine_type == "postgres"]
    await crowded.transact(lambda unit: ask(unit.now))
    way = await plan(crowded, *said[0])
    assert _taken(way) == set(re.split(r" (?=core)", index)), way


def _taken(way: str) -> set[str]:
    return set(re.findall(r"(?:core_claim|core_ledger)_[a-z]+|(?<!INTEGER )PRIMARY KEY", way))


async def test_what_was_read_is_given_back_by_who_holds_it(crowded: Store, said: Asked) -> None:
    async def give_back(unit: UnitOfWork) -> None:
        kept = await capacity.claims_of(HOLDER)
        said.clear()
        assert await capacity.exchange(kept, ()) is None

    await crowded.transact(give_back)
    assert _taken(await plan(crowded, *said[0])) == {"core_claim_holder"}


async def test_a_claim_of_a_person_stands_in_two_trees_and_one_of_a_day_in_three(crowded: Store) -> None:
    """Each tree more is written to six times a booking. On PostgreSQL the rows themselves lie in no tree."""
    async with crowded.reading():
        trees = {one for one in await crowded.engine.names() if re.match("core_(claim|ledger)", one)}
    claims = {"core_claim", "core_claim_holder", "core_claim_until", "core_claim_day"}
    if crowded.engine_type == "sqlite":
        assert trees == {*claims, "core_ledger"}
    else:
        assert trees == {*claims, "core_ledger", "core_ledger_pkey", "core_ledger_scope"}
