"""One request from a visitor's telephone: the city it is about, and what may be asked there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from litestar.exceptions import NotFoundException

from civicore import Field, Form, network_form
from civicore.contracts.admission import Promises
from civicore_ticketing.asked import Asked
from civicore_ticketing.asking import ways
from civicore_ticketing.config import Ticketing
from civicore_ticketing.ticket import IN_LINE, Ticket


@dataclass(frozen=True)
class Phone(Asked):
    """A visitor who looks at their ticket, takes a number from afar, or checks in by telephone."""

    @property
    def promises(self) -> tuple[Promises, ...]:
        return self.runtime.services.all(Promises)  # type: ignore[type-abstract]  # a port is no class of ours

    @property
    def network(self) -> str:
        """Where the request came from; limits are counted by it, and it is never stored as it is."""
        return network_form(self.request.client.host if self.request.client else "")

    async def ticket(self, token: str) -> Ticket:
        """The ticket of a link; a page that is not there once its day is over."""
        found = await self.queues.by_token(token)
        if found is None:
            raise NotFoundException
        return found

    def policy(self, agenda: str, office: str) -> Ticketing:
        found: Ticketing = self.city.policy("ticketing", agenda=agenda, office=office)
        return found

    @cached_property
    def ask_form(self) -> Form:
        """Where to send the text message."""
        return Form(
            (
                Field(
                    "phone",
                    "Mobile number",
                    "tel",
                    autocomplete="tel",
                    hint="For one message only. We forget it as soon as it is sent.",
                ),
            )
        )

    def may_ask(self, ticket: Ticket) -> bool:
        """Whether a message can be asked for: the file allows it and the ticket still waits."""
        return ticket.state in IN_LINE and self.offers_messages(ticket)

    def offers_messages(self, ticket: Ticket) -> bool:
        """Whether the file lets visitors of this agenda be told by text message."""
        return "sms" in ways(self.city, self.policy(ticket.agenda, ticket.office))
