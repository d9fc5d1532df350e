"""What is private, hidden, unconfirmed, gone, and what never was: nobody can tell one from the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from civicore_signals import numbering

from civicore.storage import postgres, sqlite
from tests.privacy.asking import anybody, bare
from tests.privacy.conftest import Town
from tests.privacy.marked import Whole
from tests.tools.counts import times

pytestmark = pytest.mark.anyio
PLACES = (
    "/en/signals/no/{}",
    "/en/signals/find?number={}",
    "/en/signals/follow?number={}",
    "/api/v1/signals/{}",
    "/open311/v2/requests/{}.json",
    "/open311/v2/requests/{}.xml",
    "/open311/v2/requests.json?service_request_id={}",
    "/open311/v2/servicerequestupdates.json?service_request_id={}",
)


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements about cases that the database is asked meanwhile."""
    asked: list[str] = []
    with patch.context() as patched:
        for engine in (sqlite, postgres):
            inner = engine.used

            def used(*given: object, inner: object = inner) -> object:
                if "signals_" in str(given[1]):  # what the outbox looks for meanwhile is not asked for anybody
                    asked.append(str(given[1]))
                return inner(*given)  # type: ignore[operator]

            patched.setattr(engine, "used", used)
        yield asked


def public_keys(town: Town) -> set[str]:
    return {numbering.key(one.number) for one in town.marked.cases.values() if one.known and one.number}


@pytest.mark.parametrize("place", PLACES)
async def test_signal_case_01_walking_numbers_tells_nothing(
    town: Town, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All numbers from 1 on, in the streams of public and of private kinds and in one that is nobody's.

    The time that an answer takes is judged by the statements behind it; the clock is asked by the bench.
    """
    public, seen, work = public_keys(town), set(), set()
    there = {one.number for one in town.marked.cases.values() if one.number and not one.known}
    async with anybody(town.house.built) as stranger:
        for stream in ("01", "02", "03", "04"):
            for one in range(1, times(10, 1000)):
                number = f"СК26-{stream}-{one}"
                if numbering.key(number) in public:
                    continue
                there.discard(number)
                with counted(monkeypatch) as asked:
                    stranger.cookies.clear()
                    answer = await stranger.get(place.format(quote(number)))
                seen.add((len(str(one)), *map(str, bare(answer))))
                work.add(tuple(asked))
    assert not there, "every private one was among them"
    lengths = {one[0] for one in seen}
    assert len(seen) == len(lengths), seen
    assert len(work) == 1 and work != {()}, [[one[:60] for one in way] for way in work]


async def test_signal_case_01_walking_ids_tells_nothing(town: Town) -> None:
    cases = [*town.marked.cases.values()]
    async with anybody(town.house.built) as stranger:
        for place in ("/en/signals/no/{}", "/en/signals/own/{}", "/open311/v2/tokens/{}.json", "/en/signals/mine/{}"):
            seen = set()
            for id in [one.case.id for one in cases] + [one.files[0] for one in cases]:
                stranger.cookies.clear()
                seen.add(str(bare(await stranger.get(place.format(id)))))
            assert len(seen) == 1, place


@pytest.mark.rule("SOF-16")
async def test_signal_case_02_a_letter_is_followed_by_its_secret_and_by_nothing_else(town: Town) -> None:
    letter = town.marked["letter"]
    assert letter.number is not None
    public = [one for one in town.marked.cases.values() if one.known]
    assert {_series(one) for one in public} == {"01"} and _series(letter) != "01", "no series is shared"
    async with anybody(town.house.built) as stranger:
        said = set()
        for number in (letter.number, letter.number.lower(), "СК26-02-8", "СК26-09-1"):
            stranger.cookies.clear()
            said.add(str(bare(await stranger.get("/en/signals/find", params={"number": number}))))
        assert len(said) == 1
        own = await stranger.get(f"/en/signals/mine/{letter.token}")
    assert own.status_code == 200 and letter.number in own.text


def _series(one: Whole) -> str:
    return (one.number or "--").split("-")[1]
