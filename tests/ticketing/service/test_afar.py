"""Numbers taken at a distance: for what the file says, and not all of them by one stranger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import TicketWish

from tests.ticketing.service.hall import Hall, code_of
from tests.ticketing.service.rivals import at_once


@pytest.fixture
def afar(rebuilt: Callable[..., Hall]) -> Callable[..., Hall]:
    """The office with numbers at a distance."""

    def build(remote: str) -> Hall:
        hall = rebuilt(ticketing__remote=f"{{enabled: true, {remote}}}")
        hall.set("8:00")
        return hall

    return build


async def asks(hall: Hall, agenda: str = "cards", network: str | None = "192.0.2.7") -> Any:
    return await hall.queues.take(TicketWish("hall", agenda, origin="remote", network=network))


async def test_one_network_takes_no_more_in_an_hour_than_the_file_allows(afar: Callable[..., Hall]) -> None:
    hall = afar("per_network: 3")
    for _ in range(3):  # giving them up makes no room: who does it again and again uses up the day's numbers
        ticket = await asks(hall)
        assert isinstance(ticket, Ticket)
        await hall.queues.leave(hall.queues.token(ticket.id))
    refused = await asks(hall)
    assert code_of(refused) == "queue.remote_enough"
    assert isinstance(await asks(hall, network="198.51.100.1"), Ticket), "others are not held up"
    hall.clock.freeze(refused.facts["until"])
    assert isinstance(await asks(hall), Ticket)


async def test_a_number_that_was_refused_does_not_count(afar: Callable[..., Hall]) -> None:
    hall = afar("per_network: 1, most_waiting: 1")
    other = await asks(hall, network="198.51.100.1")
    assert code_of(await asks(hall)) == "queue.remote_full"
    await hall.queues.leave(hall.queues.token(other.id))
    assert isinstance(await asks(hall), Ticket)


async def test_agendas_that_the_file_leaves_out_are_given_to_nobody_who_is_away(afar: Callable[..., Hall]) -> None:
    hall = afar("agendas: [passports]")
    assert code_of(await asks(hall)) == "queue.not_remote"
    assert isinstance(await asks(hall, "passports"), Ticket)


async def test_many_at_once_are_no_more_than_the_file_allows(afar: Callable[..., Hall]) -> None:
    hall = afar("most_waiting: 2")
    answers = await at_once(*(asks(hall, network=f"192.0.2.{one}") for one in range(6)))
    assert sorted(code_of(one) for one in answers if not isinstance(one, Ticket)) == ["queue.remote_full"] * 4
