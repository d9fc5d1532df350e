"""Looking a document up: number and secret, slowed down, answered alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from civicore_doctrack.looking import Found

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from tests.doctrack.archive import NAME, NUMBER, House, at, code, said

pytestmark = pytest.mark.anyio
NETWORK = "192.0.2.7"


async def test_a_number_and_a_name_however_they_are_typed(papers: House) -> None:
    await papers.bring(said("arrived", at(2)))
    for number, name in ((NUMBER, NAME), ("аві234567", "КОВАЛЕНКО "), ("AB l23 4567", "коваленко")):
        found = await papers.found(number, name)
        assert found.standing.stage == "arrived"
    assert (await papers.tracking.by_token(found.token)) == found
    assert await papers.tracking.by_token(found.token[:-2] + "AA") is None
    assert "1234567" not in found.token


async def test_an_unknown_number_and_a_wrong_name_are_answered_alike(papers: House) -> None:
    await papers.bring(said("arrived", at(2)))
    wrong = [await papers.tracking.look_up(*pair) for pair in ((NUMBER, "Шевченко"), ("ZZ1", NAME), (NUMBER, " "))]
    assert [code(one) for one in wrong] == ["doctrack.unknown"] * 3
    assert len({str(one) for one in wrong}) == 1


async def test_every_spelling_that_a_source_gave_finds_it(papers: House) -> None:
    await papers.bring(said("accepted", at(2)))
    await papers.bring(said("accepted", at(2), secret="Kovalenko"))
    assert (await papers.found(secret="kovalenko")).document == (await papers.found()).document


async def test_guesses_at_one_number_and_from_one_network_wait(rebuilt: Callable[..., House], clock: DemoClock) -> None:
    papers = rebuilt(strict=True)
    await papers.bring(said("accepted", at(2)))
    for _ in range(5):
        assert code(await papers.tracking.look_up(NUMBER, "x", NETWORK)) == "doctrack.unknown"
    assert code(await papers.tracking.look_up(NUMBER, NAME, "192.0.2.8")) == "doctrack.too_many"
    clock.advance(timedelta(minutes=2))
    for _ in range(30):  # whoever is right has not guessed
        assert isinstance(await papers.tracking.look_up(NUMBER, NAME, NETWORK), Found)
    for count in range(16):
        await papers.tracking.look_up(f"N{count}", "x", NETWORK)
    assert code(await papers.tracking.look_up("N99", "x", NETWORK)) == "doctrack.too_many"


async def test_a_new_key_of_the_city_finds_what_was_kept_under_the_old_one(papers: House) -> None:
    await papers.bring(said("accepted", at(2)))
    before = (await papers.found()).document
    object.__setattr__(papers.runtime, "keys", Keyring("papers", (b"n" * 32, b"k" * 32)))
    assert (await papers.found()).document == before
    report = await papers.bring(said("accepted", at(2)), said("checking", at(3)))
    assert (report.new, report.repeated) == (1, 1) and len(await papers.tracking.find(NUMBER)) == 1
