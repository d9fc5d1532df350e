"""The public API of cases: what can be filed, public cases, filing one."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from litestar.params import FromPath

from civicore import AnyRequest, FieldError, Refusal, api_body, api_query, idempotency_key, maps, unprocessable
from civicore_signals import api_answers as answers
from civicore_signals import api_bodies as bodies
from civicore_signals.api_caller import Caller, Said
from civicore_signals.case import Place, Sender
from civicore_signals.citizen import case_path, network_of
from civicore_signals.service import Filing, PublicFilter

_LONGEST_NUMBER = 60


async def offered(request: AnyRequest) -> Said:
    """Kinds, types with their questions, and the words for what becomes of a case."""
    call = Caller(request)
    return call.answer(call.views.offered())


async def listed(request: AnyRequest) -> Said:
    """Public cases, the newest first."""
    call = Caller(request)
    asked = api_query(request, bodies.PublicQuery)
    call.check_known(kind=asked.kind, category=asked.category)
    wanted = PublicFilter(
        kinds=(asked.kind,) if asked.kind else (),
        category=asked.category or "",
        phase=asked.phase or "",
        area=asked.area or "",
        text=asked.text or "",
        since=asked.since,
        until=asked.until,
    )
    found = await call.cases.public_list(wanted, asked.after, asked.size)
    return call.answer(answers.PublicPage(cases=[call.views.public(one) for one in found.items], next=found.next))


async def show(request: AnyRequest, number: FromPath[str]) -> Said:
    """One public case by its number; what is not public is answered as what never was."""
    call = Caller(request)
    if len(number) > _LONGEST_NUMBER:
        return call.refused(Refusal("signals.unknown"))
    found = await call.cases.by_number(number, network_of(request))
    if isinstance(found, Refusal):
        return call.refused(found)
    return call.answer(call.views.whole(found)) if found else call.refused(Refusal("signals.unknown"))


async def file(request: AnyRequest) -> Said:
    """File a case; a repeat with the same mark is answered for the same case."""
    call = Caller(request)
    sent = await api_body(request, bodies.NewCase)
    made = await call.cases.file(_filing(call, sent))
    if isinstance(made, Refusal):
        return call.refused(made)
    speaking = made.case.language
    confirmed = made.case.state == "live" and made.token
    link = call.cases.link(made.token, speaking) if confirmed else None
    where = case_path(made.case.number) if made.case.number else "/signals"
    headers = {"Location": call.runtime.absolute(f"/{speaking}{quote(where, safe='/%')}")}
    return call.answer(call.views.filed(made, link), status=201, **headers)


def _filing(call: Caller, sent: bodies.NewCase) -> Filing:
    speaking = sent.language or call.language
    if speaking not in call.plan.languages:
        raise unprocessable([FieldError("language", Refusal("field.not_offered", label="language"))])
    mark = idempotency_key(call.request)
    return Filing(
        sent.kind,
        sent.category,
        sent.text,
        speaking,
        topic=sent.topic,
        answers={name: _answer(value) for name, value in sent.answers.items()},
        place=_place(call, sent.place) if sent.place else None,
        sender=_sender(sent.sender, speaking) if sent.sender else None,
        idempotency_key=None if mark is None else f"api|{mark}",
        network=network_of(call.request),
        happened_on=sent.happened_on,
        written_at=sent.written_at,
    )


def _answer(value: Any) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def _place(call: Caller, sent: bodies.NewPlace) -> Place:
    """The place as it was sent; ApiBadRequest for one coordinate alone and for one that cannot be."""
    atlas = next(iter(call.runtime.services.all(maps.Atlas)), None)
    if sent.area is not None and (atlas is None or sent.area not in atlas.names):
        raise unprocessable([FieldError("place.area", Refusal("field.not_offered", label="place.area"))])
    place = Place(None, sent.address, sent.area, "none", atlas.areas.version if atlas and sent.area else "")
    if sent.lat is None and sent.lon is None:
        return place
    if sent.lat is None or sent.lon is None:
        missing = "place.lat" if sent.lat is None else "place.lon"
        raise unprocessable([FieldError(missing, Refusal("maps.missing", field=missing))])
    point = maps.point_from(f"{sent.lat:.9f}", f"{sent.lon:.9f}", atlas.reach if atlas else None)
    if isinstance(point, Refusal):
        raise unprocessable([FieldError("place.lat", point)])
    return replace(place, point=point)


def _sender(sent: bodies.NewSender, speaking: str) -> Sender:
    return Sender(
        holder="company" if sent.organisation else "person",
        name=sent.name,
        organisation=sent.organisation,
        email=sent.email,
        phone=sent.phone,
        address=sent.address,
        language=speaking,
    )
