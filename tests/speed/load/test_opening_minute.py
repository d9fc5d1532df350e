"""What the loads of `make bench` check, with few clients: none before the release, none twice, none lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import _opening, _town
from bench._bases import Bases
from bench._rush import rushed, scarce, sold
from bench._servers import addresses
from tests.databases import ENGINES
from tests.tools.counts import times
from tests.tools.serving import Server, served

PLACES, SEATS = 12, 2
CITIZENS = times(40, 2_000)


@pytest.fixture(scope="module", params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A served town whose days open at eight, and the address of its database."""
    folder = tmp_path_factory.mktemp("load")
    bases = Bases(folder)
    url = bases.made(request.param)
    file = _town.written(_opening.town(PLACES, SEATS), folder)
    with served(file, folder, clock=_town.CLOCK, database=url) as server:
        yield server, url
    bases.stop()


def test_none_before_the_release_none_sold_twice_all_kept(town: tuple[Server, str]) -> None:
    server, url = town
    opening = _opening.replayed([server], url, CITIZENS, early=CITIZENS // 4)
    _opening.judged(opening, PLACES, SEATS)
    assert opening.kept == PLACES


def test_a_scarce_day_is_sold_out_and_not_oversold(town: tuple[Server, str]) -> None:
    server, url = town
    day = _town.day(10)
    outcome = rushed(addresses((server,)), scarce(day, PLACES * 3, 1))
    there = sold(url, day)
    assert outcome.statuses()[201] == there.number == PLACES
    assert there.most() <= SEATS


def test_a_place_sold_before_the_release_is_found() -> None:
    """The twin: an opening in which somebody was early, and one in which a place was sold twice."""
    right = _opening.Opening((0.1,), acknowledged=12, failed=0, before=0, kept=12, most=2)
    _opening.judged(right, PLACES, SEATS)
    for wrong in ({"before": 1}, {"failed": 1}, {"kept": 13, "acknowledged": 13}, {"kept": 11}, {"most": 3}):
        with pytest.raises(AssertionError):
            _opening.judged(_opening.Opening(**{**vars(right), **wrong}), PLACES, SEATS)
