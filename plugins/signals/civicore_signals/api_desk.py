"""The office's part of the API of cases, for programs with a token of a member of staff."""

from uuid import UUID

from litestar.params import FromPath

from civicore import AnyRequest, Refusal, api_body, api_query
from civicore_signals import acting, rights
from civicore_signals import api_answers as answers
from civicore_signals import api_bodies as bodies
from civicore_signals.api_caller import Caller, Said
from civicore_signals.case import Case
from civicore_signals.dossier import InboxFilter
from civicore_signals.lifecycle import Given


async def inbox(request: AnyRequest) -> Said:
    """Cases of the token's units."""
    call = Caller(request)
    who = call.staff(rights.SEE)
    asked = api_query(request, bodies.InboxQuery)
    call.check_known(kind=asked.kind, category=asked.category, status=asked.status, unit=asked.unit)
    wanted = InboxFilter(
        queue=asked.queue,
        unit=asked.unit or "",
        kind=asked.kind or "",
        category=asked.category or "",
        status=asked.status or "",
        area=asked.area or "",
        text=asked.number or "",
        since=asked.since,
        until=asked.until,
    )
    found = await call.desk.inbox(who, wanted, asked.after, asked.size)
    return call.answer(answers.InboxAnswer(cases=[call.views.line(one) for one in found.lines], next=found.next))


async def opened(request: AnyRequest, case: FromPath[UUID]) -> Said:
    """One case with its history; that it was opened is written down."""
    call = Caller(request)
    found = await call.desk.open(case, call.staff(rights.SEE))
    if isinstance(found, Refusal):
        return call.refused(found)
    await call.note("signals.opened", acting.subject(case))
    return call.answer(call.views.dossier(found))


async def move(request: AnyRequest, case: FromPath[UUID]) -> Said:
    """Another status."""
    call = Caller(request)
    who = call.staff(rights.WORK)
    said = await api_body(request, bodies.Move)
    given = Given(said.text, said.outcome, said.body)
    return _told(call, await call.desk.move(case, said.to, given, who, said.version))


async def assign(request: AnyRequest, case: FromPath[UUID]) -> Said:
    """To a unit, to a clerk, or back to the unit."""
    call = Caller(request)
    who = call.staff(rights.WORK)
    said = await api_body(request, bodies.Assign)
    made = await call.desk.assign(
        case, who, unit=said.unit, clerk=said.clerk, reason=said.reason.strip(), version=said.version
    )
    return _told(call, made)


async def note(request: AnyRequest, case: FromPath[UUID]) -> Said:
    """Words for the office only."""
    call = Caller(request)
    who = call.staff(rights.WORK)
    said = await api_body(request, bodies.Note)
    return _told(call, await call.desk.note(case, said.text, who))


def _told(call: Caller, made: Case | Refusal) -> Said:
    return call.refused(made) if isinstance(made, Refusal) else call.answer(call.views.case(made))
