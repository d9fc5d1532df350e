"""What a touch on the kiosk does: from one screen to the next, and to a ticket. Every button posts one of these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from civicore import Refusal, Text, toggled
from civicore_ticketing.kiosk_choices import activity_choices
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_paper import NO_PAPER, Paper
from civicore_ticketing.kiosk_state import LONGEST_CODE, Answer, Screen, Visit
from civicore_ticketing.typed_code import meant
from civicore_ticketing.views import TicketWish

Sent = Mapping[str, str]
Step = Callable[[Hall, Visit, Sent], Awaitable[Visit]]
_DOORS: Mapping[str, Screen] = {"start": "start", "walk_in": "walk_in", "code": "code"}


async def press(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """The visit after a touch; one that means nothing on this kiosk leaves it as it was."""
    for name, step in _STEPS.items():
        if name in sent:
            return await step(hall, visit, sent)
    return visit


async def _look(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """How the screen is shown; what was typed in the meantime stays."""
    return replace(visit, typed=_typed(sent) or visit.typed, comforts=toggled(visit.comforts, sent["look"]))


async def _go(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    return visit.to(_DOORS.get(sent["go"], "start"))


async def _turn(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """Another page of the same choices."""
    return replace(visit, page=max(0, visit.page + (1 if sent["turn"] == "later" else -1)))


async def _department(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    if sent["department"] not in hall.city.departments:
        return visit
    return visit.to("department", department=sent["department"])


async def _agenda(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    agenda = sent["agenda"]
    if agenda not in hall.offered:
        return visit
    if activity_choices(hall.city, agenda):
        return visit.to("activities", agenda=agenda, department=visit.department)
    activities = tuple(hall.city.agendas[agenda].activities)
    return await _take(hall, visit, agenda, activities, sent)


async def _activity(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    activity = sent["activity"]
    if visit.agenda not in hall.offered or activity not in hall.city.agendas[visit.agenda].activities:
        return visit
    return await _take(hall, visit, visit.agenda, (activity,), sent)


async def _key(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """A key of the pad: a sign, ``back`` for the last one, ``clear`` for all."""
    typed, key = _typed(sent), sent["key"]
    if key in ("back", "clear"):
        return visit.to("code", typed=typed[:-1] if key == "back" else "")
    return visit.to("code", typed=(typed + key[:1])[:LONGEST_CODE])


async def _enter(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """The code is typed."""
    typed, at = _typed(sent), hall.now
    if not typed:
        return visit.to("code")
    by = hall.device.entry.kind
    paper = Paper(hall)
    done = await hall.queues.check_in(
        meant(typed), hall.device.office, by=by, source=hall.device.id, at=at, then=await paper.then()
    )
    if isinstance(done, Refusal):
        agenda, activities = done.facts.get("agenda"), done.facts.get("activities")
        return visit.to(
            "answer",
            answer=answer_of(done),
            agenda=agenda if isinstance(agenda, str) else "",
            activity=str(activities[0]) if isinstance(activities, tuple) and activities else "",
        )
    return visit.to("ticket", ticket=paper.shown(done.ticket, again=done.repeated))


async def _instead(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """Too late with a code: an ordinary ticket for the same errand, in one touch."""
    answer = visit.answer
    if answer is None or answer.then != "walk_in" or visit.agenda not in hall.offered:
        return visit.to("start")
    return await _take(hall, visit, visit.agenda, (visit.activity,) if visit.activity else (), sent)


async def _elsewhere(hall: Hall, visit: Visit, sent: Sent) -> Visit:
    """No paper here: the same number at a printer that was offered, unless it has failed in the meantime too."""
    shown, device = visit.ticket, sent["elsewhere"]
    ticket = await hall.queues.by_token(shown.token) if shown else None
    if shown is None or ticket is None or await hall.came_out(shown.paper, shown.job) != NO_PAPER:
        return visit
    if device not in [one.id for one in await hall.runtime.printers.beside(hall.device.id)]:
        return visit
    paper = Paper(hall)
    await paper.elsewhere(ticket, device)
    return replace(visit, ticket=replace(paper.shown(ticket), at=device))


async def _take(hall: Hall, visit: Visit, agenda: str, activities: tuple[str, ...], sent: Sent) -> Visit:
    paper = Paper(hall)
    wish = TicketWish(
        hall.device.office,
        agenda,
        activities,
        language=hall.language,
        device=hall.device.id,
        idempotency_key=f"{hall.device.id}:{sent['mark'][:100]}" if sent.get("mark") else None,
    )
    done = await hall.queues.take(wish, await paper.then())
    if isinstance(done, Refusal):
        return visit.to("answer", answer=answer_of(done), agenda=agenda)
    return visit.to("ticket", ticket=paper.shown(done))


def answer_of(refusal: Refusal) -> Answer:
    """What the screen says to somebody who gets no ticket: the city's own words first."""
    facts = refusal.facts
    words = facts.get("answer") or facts.get("words")
    told = facts if facts.get("plain") else {}
    return Answer(
        refusal.code,
        dict(words.by_language) if isinstance(words, Text) else None,
        str(facts.get("then") or ""),
        _instant(told.get("opens")),
        _instant(told.get("closed")),
        _instant(facts.get("until")),
    )


def _typed(sent: Sent) -> str:
    return sent.get("code", "").strip()[:LONGEST_CODE]


def _instant(fact: object) -> datetime | None:
    return fact if isinstance(fact, datetime) else None


_STEPS: Mapping[str, Step] = {
    "look": _look,
    "go": _go,
    "turn": _turn,
    "department": _department,
    "agenda": _agenda,
    "activity": _activity,
    "key": _key,
    "enter": _enter,
    "instead": _instead,
    "elsewhere": _elsewhere,
}
