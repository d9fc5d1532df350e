"""The last pages of the journey: neighbours' cases, who writes, a look at everything, and what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict

from civicore import Answers, FieldError, Form, Refusal, language, maps, redirect
from civicore_signals import asking, drafts, journey, store
from civicore_signals.case import Place, Sender
from civicore_signals.citizen import case_path, first, network_of
from civicore_signals.duplicates import Known, Likeness, Nearness, around, similar
from civicore_signals.journey import Draft
from civicore_signals.service import Filed, Filing, PublicFilter
from civicore_signals.visibility import PublicCase
from civicore_signals.web_begin import account_page
from civicore_signals.web_text import uploads
from civicore_signals.writing import Trip, other_language, spot_raw

_COMPARED = 50


async def show_similar(trip: Trip, answers: Answers | None = None, status: int = 200) -> Response[Any]:
    """Cases near by that may be the same; without any this page is passed over."""
    found = await _neighbours(trip)
    if not found:
        return await trip.onward(trip.draft.having("similar"))
    return trip.page("similar.html", "similar", status=status, found=found, answers=answers or Answers())


async def take_similar(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """None of them, or one of them is followed and nothing is sent."""
    number = first(data, "follow", 100)
    if not number:
        return await trip.onward(trip.draft.having("similar"))
    here = trip.here
    by = here.account or first(data, "email", 254)
    if not by:
        wrong = FieldError("email", Refusal("field.email"))
        return await show_similar(trip, Answers(errors=(wrong,)), 422)
    done = await here.cases.follow(number, by, language(here.request), network_of(here.request))
    if isinstance(done, Refusal):
        return here.refused(done, back=trip.path("similar"))
    if trip.kept is not None:
        kept = trip.kept
        await here.runtime.transact(lambda unit: drafts.drop(kept))
    if here.account:
        return redirect(here.request, case_path(number), followed=1)
    return here.page("followed.html", personal=True, asked=True)


def show_contacts(trip: Trip, answers: Answers | None = None, status: int = 200) -> Response[Any]:
    """Who writes; what the account knows stands there already (SOF-14)."""
    form = contact_form(trip)
    if answers is None:
        known = {**(trip.here.citizen.prefill if trip.here.citizen else {}), **trip.draft.contacts}
        answers = form.filled({name: words for name, words in known.items() if name in form.fields and words})
    return trip.page("contacts.html", "contacts", status=status, form=form, answers=answers)


async def take_contacts(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """Who writes."""
    form = contact_form(trip)
    answers = form.read({name: data.getall(name) for name in form.fields if name in data})
    if other_language(trip.here.request, data):
        return show_contacts(trip, Answers(raw=answers.raw))
    if answers.errors:
        return show_contacts(trip, answers, 422)
    said = {name: "on" if words is True else str(words) for name, words in answers.values.items() if words}
    return await trip.onward(replace(trip.draft, contacts=said).having("contacts"))


async def show_check(trip: Trip) -> Response[Any]:
    """Everything once more; nothing has been sent yet."""
    contacts = [(one, trip.draft.contacts.get(one.name)) for one in contact_form(trip).fields.values()]
    shown = [(field.label, words) for field, words in contacts if words and field.shape.input != "checkbox"]
    return trip.page("check.html", "check", kept=await uploads(trip), contacts=shown, spot=trip.draft.spot)


async def take_check(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """Send it. The same draft sent twice makes one case and is answered alike."""
    if trip.needs_account:
        return account_page(trip)
    if trip.kept is None:
        return redirect(trip.here.request, trip.path())
    step = journey.next_step(trip.draft, trip.asked)
    if step != "check" or asking.stopping(trip.type, trip.draft.answers):
        return redirect(trip.here.request, trip.next)
    filed = await trip.here.cases.file(await _filing(trip))
    if isinstance(filed, Refusal):
        return trip.here.refused(filed, back=trip.path("check"))
    kept, now = trip.kept, trip.here.runtime.clock.now()
    await trip.here.runtime.transact(lambda unit: drafts.sent(kept, filed.case.id, now))
    return _done(trip, filed)


async def show_sent(trip: Trip) -> Response[Any]:
    """The number and what happens next. Says nothing that was written: the next person may sit here."""
    case = None
    if trip.kept is not None and trip.kept.sent is not None:
        async with trip.here.runtime.store.reading():
            case = await store.get(trip.kept.sent)
    if case is None:
        return redirect(trip.here.request, trip.path())
    return trip.here.page("new/sent.html", personal=True, case=case, kind=trip.kind, citizen=trip.here.citizen)


def contact_form(trip: Trip) -> Form:
    """The fields of the sender."""
    plan, here = trip.here.plan, trip.here
    asked = asking.contact_fields(
        plan, trip.kind, trip.draft.category or "", signed_in=here.citizen is not None, terms=bool(plan.terms)
    )
    return Form(asked, here.runtime.field_types)


def _done(trip: Trip, filed: Filed) -> Response[Any]:
    """Who left no address gets the secret link now or never; it is shown on a page of its own."""
    reached = trip.here.citizen is not None or bool(trip.draft.contacts.get("email"))
    if filed.token and not reached:
        return redirect(trip.here.request, f"/signals/mine/{filed.token}", sent=1)
    return redirect(trip.here.request, trip.path("sent"))


async def _filing(trip: Trip) -> Filing:
    draft, here = trip.draft, trip.here
    assert trip.kept is not None  # noqa: S101 - only a kept draft is sent
    return Filing(
        trip.kind.id,
        draft.category or "",
        draft.text,
        language(here.request),
        topic=draft.topic,
        answers=dict(draft.answers),
        place=_place(trip),
        files=tuple(one.id for one in await uploads(trip)),
        files_of=trip.kept.owner,
        sender=_sender(trip, draft.contacts),
        idempotency_key=str(trip.kept.id),
        network=network_of(here.request),
        happened_on=date.fromisoformat(draft.happened_on) if draft.happened_on else None,
    )


def _place(trip: Trip) -> Place | None:
    spot, atlas = trip.draft.spot, trip.here.atlas
    if not trip.asked.place or not spot.said:
        return None
    if atlas is None:
        return Place(address=spot.address)
    chosen = maps.read_place(atlas, spot_raw(spot)).chosen
    point = (chosen.point[0], chosen.point[1]) if chosen.point else None
    return Place(point, chosen.address, chosen.area, chosen.because, chosen.areas_version)


def _sender(trip: Trip, said: Mapping[str, str]) -> Sender | None:
    citizen, spoken = trip.here.citizen, language(trip.here.request)
    known = {**(citizen.prefill if citizen else {}), **said}
    if citizen is None and not any(said.values()):
        return None
    return Sender(
        account=citizen.id if citizen else None,
        holder=citizen.holder if citizen else "person",
        name=known.get("name"),
        organisation=citizen.organisation if citizen else None,
        email=citizen.email if citizen else said.get("email"),
        phone=known.get("phone"),
        address=known.get("address"),
        language=spoken,
        email_confirmed=citizen is not None,
    )


async def _neighbours(trip: Trip) -> list[tuple[Likeness, PublicCase]]:
    """Public cases near by that are like the draft, the likeliest first."""
    draft, type, plan = trip.draft, trip.type, trip.here.plan
    if draft.spot.point is None or type is None or type.duplicates is None:
        return []
    within, now = Nearness(type.duplicates.radius, type.duplicates.days), trip.here.runtime.clock.now()
    since = trip.here.cases.setting.day_at(now - timedelta(days=within.days))
    box = around(draft.spot.point, within.radius)
    listed = await trip.here.cases.public_list(PublicFilter(since=since, box=box), size=_COMPARED)
    cases = {one.number: one for one in listed.items if one.phase != "final" and plan.public(one.kind, one.category)}
    known = [found for one in cases.values() if (found := _known(one)) is not None]
    new = Known("", type.id, _words(draft), draft.spot.point, now)
    return [(one, cases[one.known.number]) for one in similar(new, known, within)]


def _known(one: PublicCase) -> Known | None:
    point = one.place.point if one.place else None
    words = f"{one.topic or ''} {one.text or ''}"
    return Known(one.number, one.category, words, point, one.received_at) if point else None


def _words(draft: Draft) -> str:
    return f"{draft.topic or ''} {draft.text}"
