"""One's own number in a conversation: its place in the line, leaving it, letting others go first, taking one from afar.

Nothing is kept between two questions; a number belongs to a chat when its owner connected it from the ticket's page,
or took it there.
"""

from __future__ import annotations

from uuid import UUID

from civicore import Msgid, Refusal, UnitOfWork, ways
from civicore.contracts.dialog import Ask, Choice, Contact, Done, Link, Next, Stale, Talk
from civicore_ticketing.afar import given_at
from civicore_ticketing.asking import about
from civicore_ticketing.board_view import Boards
from civicore_ticketing.phone import TICKET
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import AT_COUNTER, IN_LINE, Ticket
from civicore_ticketing.views import AgendaOffer, TicketWish

MINE = "ticketing.mine"
_DEEDS = {"delay": Msgid("Let others go first"), "leave": Msgid("Give my number up")}
_DONE = {"delay": Msgid("Others go first now. You keep your number."), "leave": Msgid("You gave this number up.")}


class MyTicket:
    """The intent ``ticketing.mine``."""

    id = MINE
    letter: str | None = "q"

    def __init__(self, queues: Queues, boards: Boards) -> None:
        self._queues, self._boards = queues, boards
        self._setting = queues.setting
        self._runtime = queues.setting.runtime
        self._say = queues.setting.runtime.languages

    def label(self, language: str) -> str | None:
        return self._say.translate(language, "My number in the queue")

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The number of this chat and what can be done with it; without one, taking one where the file gives any."""
        mine = await self._mine(talk.who) if talk.who else None
        deed = talk.answers.get("deed")
        if mine is not None and not talk.answers:
            return await self._shown(talk, mine)
        if deed in _DEEDS:
            return await self._done(talk, deed)
        return await self._take(talk)

    async def _mine(self, who: Contact) -> Ticket | None:
        """The newest number of this chat whose visit is not over."""
        async with self._runtime.store.reading():
            abouts = await ways.things("ticket", who)
        found = [await self._queues.get(UUID(one.partition(":")[2])) for one in abouts]
        live = [one for one in found if one is not None and one.state in IN_LINE | AT_COUNTER]
        return max(live, key=lambda one: one.issued_at, default=None)

    async def _shown(self, talk: Talk, ticket: Ticket) -> Ask | Done:
        text = "\n".join(await self._lines(talk.language, ticket))
        if ticket.state not in IN_LINE:
            return Done(text, links=(self._page(talk.language, ticket),))
        deeds = [Choice(id, self._say.label(talk.language, said)) for id, said in _DEEDS.items()]
        return Ask("deed", text, tuple(deeds))

    async def _lines(self, language: str, ticket: Ticket) -> list[str]:
        say = self._say
        if ticket.state in AT_COUNTER:
            place = self._boards.words.place(language, ticket.counter) if ticket.counter else ""
            said = say.translate(language, "Number %(label)s: it is your turn", label=ticket.label)
            return [said, say.translate(language, "Please go to: %(counter)s", counter=place)]
        place_now = await self._queues.place(ticket)
        lines = [say.translate(language, "Your number is %(label)s", label=ticket.label)]
        if place_now.before is not None:
            lines.append(self._before(language, place_now.before))
        if place_now.estimate:
            at = say.time(language, place_now.estimate.at.astimezone(self._runtime.city.zone))
            lines.append(say.translate(language, "Probably at %(time)s", time=at))
        return lines

    def _before(self, language: str, before: int) -> str:
        if not before:
            return self._say.translate(language, "You are next")
        one, many = "%(num)s person is called before you", "%(num)s people are called before you"
        return self._say.ngettext(language, one, many, before)

    def _page(self, language: str, ticket: Ticket) -> Link:
        return Link(
            self._say.translate(language, "The page of your number"), f"{TICKET}/{self._queues.token(ticket.id)}"
        )

    # Deeds

    async def _done(self, talk: Talk, deed: str) -> Ask | Done:
        """Do it; heard again, the number has left or stands aside already, and the same is said."""
        mine = await self._mine(talk.who) if talk.who else None
        if mine is not None and (deed == "leave" or mine.state == "waiting"):
            token = self._queues.token(mine.id)
            answer = await (self._queues.leave(token) if deed == "leave" else self._queues.delay(token))
            if isinstance(answer, Refusal):
                return Done(self._say.say(talk.language, answer))
        return Done(self._words(talk, _DONE[deed]), then=(Next(self.label(talk.language) or "", MINE),))

    # Taking one

    async def _take(self, talk: Talk) -> Ask | Done:
        offered = {office: await self._offers(office) for office in self._runtime.city.offices}
        offered = {office: agendas for office, agendas in offered.items() if agendas}
        if not offered or talk.who is None:
            hint = Msgid("Open the page of your number (the QR code on the slip) and choose to be told here.")
            return Done(
                self._say.translate(talk.language, "This chat has no number."), lines=(self._words(talk, hint),)
            )
        office = self._only(talk.answers.get("office"), tuple(offered))
        if office is None:
            names = [Choice(one, self._runtime.city.offices[one].name.in_(talk.language)) for one in offered]
            return Ask("office", self._words(talk, Msgid("Where do you want to take a number?")), tuple(names))
        agendas = tuple(one.agenda for one in offered[office])
        agenda = talk.answers.get("agenda")
        if agenda not in agendas:
            names = [Choice(one, self._runtime.city.agendas[one].name.in_(talk.language)) for one in agendas]
            return Ask("agenda", self._words(talk, Msgid("What do you need?")), tuple(names))
        return await self._taken(talk, talk.who, office, agenda)

    async def _offers(self, office: str) -> tuple[AgendaOffer, ...]:
        """What can be had from afar there right now."""
        far = given_at(self._setting, office)
        if not far:
            return ()
        return tuple(
            one for one in (await self._queues.offers(office)).agendas if one.agenda in far and one.state == "open"
        )

    async def _taken(self, talk: Talk, who: Contact, office: str, agenda: str) -> Done:
        wish = TicketWish(
            office,
            agenda,
            origin="remote",
            language=talk.language,
            network=f"{who.channel}:{who.to}",
            idempotency_key=f"chat:{talk.id}",
        )
        ticket = await self._queues.take(wish)
        if isinstance(ticket, Refusal):
            return Done(self._say.say(talk.language, ticket))

        async def work(unit: UnitOfWork) -> None:
            await ways.choose(unit, about(ticket.id), who, language=talk.language)

        await self._runtime.transact(work)
        first, *rest = await self._lines(talk.language, ticket)
        return Done(
            first,
            items=tuple(rest),
            lines=(self._words(talk, Msgid("We write here when your turn is near.")),),
            links=(self._page(talk.language, ticket),),
            then=(Next(self.label(talk.language) or "", MINE),),
        )

    def _only(self, said: str | None, offered: tuple[str, ...]) -> str | None:
        return said if said in offered else offered[0] if len(offered) == 1 else None

    def _words(self, talk: Talk, said: Msgid) -> str:
        return self._say.label(talk.language, said)
