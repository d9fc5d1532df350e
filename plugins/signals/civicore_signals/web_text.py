"""What it is about: the extra questions of its type, the text, photos and papers."""

from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict

from civicore import Answers, Form, files
from civicore_signals import asking, uploading
from civicore_signals.journey import Draft
from civicore_signals.questions import PREFIX
from civicore_signals.writing import Trip, other_language

FIELD = "photos"
_SHOWN = "_shown"


def show_questions(
    trip: Trip, form: Form | None = None, answers: Answers | None = None, status: int = 200
) -> Response[Any]:
    """The questions that are asked after what was answered; answers that lead to more are followed by them."""
    if form is None:
        kept = trip.draft.answers
        form = Form(_fields(trip, kept))
        answers = form.filled({PREFIX + name: answer for name, answer in kept.items() if PREFIX + name in form.fields})
    return trip.page("questions.html", "questions", status=status, form=form, answers=answers)


async def take_questions(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """What was answered. A question that comes only now is shown before it is missed."""
    type, sent = trip.type, {name: [str(one) for one in data.getall(name)] for name in data}
    if type is None:
        return await trip.onward(trip.draft)
    given = asking.read_answers(type, sent)
    form = Form(asking.question_fields(type, given), trip.here.runtime.field_types)
    answers = form.read({name: sent[name] for name in form.fields if name in sent})
    shown = set(" ".join(sent.get(_SHOWN, [])).split())
    known = Answers(answers.values, [one for one in answers.errors if one.field in shown], answers.raw)
    if other_language(trip.here.request, data):
        return show_questions(trip, form, Answers(raw=answers.raw))
    if known.errors or set(form.fields) - shown:
        return show_questions(trip, form, known, 422 if known.errors else 200)
    draft = replace(trip.draft, answers=given)
    if (stop := asking.stopping(type, given)) is not None:
        return trip.page("stopped.html", "questions", stop=stop, again=trip.path("questions"))
    return await trip.onward(draft.having("questions"))


async def show_text(trip: Trip, answers: Answers | None = None, status: int = 200) -> Response[Any]:
    """The text and the uploads kept so far."""
    form = Form(asking.text_fields(trip.kind))
    draft = trip.draft
    known = {"topic": draft.topic, "text": draft.text or None, "happened_on": draft.happened_on}
    shown = answers or form.filled({name: words for name, words in known.items() if name in form.fields and words})
    advice = asking.after_answers(trip.type, draft.answers) if trip.type else ()
    facts = {"form": form, "answers": shown, "kept": await uploads(trip), "advice": advice}
    return trip.page("text.html", "text", status=status, rules=trip.rules, photos="photo" in trip.kind.asks, **facts)


async def take_text(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """The text, and photos at once: they are kept whatever else is wrong."""
    form = Form(asking.text_fields(trip.kind))
    answers = form.read({name: data.getall(name) for name in form.fields if name in data})
    draft = _said(trip.draft, answers)
    trip, cookies = await trip.keep(draft)
    got = await _received(trip, data)
    errors = (*answers.errors, *got.errors)
    if got.removed or other_language(trip.here.request, data):
        return _with(await show_text(trip, Answers(raw=answers.raw)), cookies)
    if errors:
        return _with(await show_text(trip, Answers(answers.values, errors, answers.raw), 422), cookies)
    there = "where" if _elsewhere(draft, got.kept) else ""
    moved = await trip.onward(draft.having("text"), there)
    return _with(moved, cookies)


async def show_where(trip: Trip) -> Response[Any]:
    """The photo was taken far from the pin: which is right is for the writer to say (case 22)."""
    kept = await uploads(trip)
    if not _elsewhere(trip.draft, kept):
        return await trip.onward(trip.draft)
    return trip.page("where.html", "text", seen_at=_elsewhere(trip.draft, kept), back=trip.path("text"))


async def take_where(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """The pin stays, or the writer sets it anew; nothing moves it by itself."""
    draft = replace(trip.draft, kept_place=True)
    if data.get("right") == "map":
        return await trip.onward(draft)
    seen = _elsewhere(trip.draft, await uploads(trip))
    if data.get("right") == "photo" and seen is not None:
        moved = draft.at(replace(draft.spot, point=seen, area=None))
        return await trip.onward(replace(moved, kept_place=True), "place")
    return await trip.onward(trip.draft, "place")


async def uploads(trip: Trip) -> tuple[files.Kept, ...]:
    """What was sent along so far."""
    if trip.kept is None or trip.kept.sent is not None:
        return ()
    async with trip.here.runtime.store.reading():
        return await files.of(trip.kept.owner)


async def _received(trip: Trip, data: FormMultiDict) -> files.Uploads:
    if trip.kept is None or "photo" not in trip.kind.asks:
        return files.Uploads(())
    return await uploading.receive(trip.here, data, FIELD, trip.rules, trip.kept.owner)


def _elsewhere(draft: Draft, kept: tuple[files.Kept, ...]) -> tuple[float, float] | None:
    """Where a photo was taken that does not fit the pin; None once the writer has decided."""
    point = draft.spot.point
    if point is None or draft.kept_place:
        return None
    return next((one.seen_at for one in kept if files.far_from(point, one.seen_at)), None)


def _said(draft: Draft, answers: Answers) -> Draft:
    """The draft with what is good of the answers; what is wrong stays on the page."""
    values = answers.values
    day = values.get("happened_on")
    return replace(
        draft,
        topic=values.get("topic", draft.topic),
        text=values.get("text") or draft.text,
        happened_on=day.isoformat() if day else None if "happened_on" in values else draft.happened_on,
    )


def _fields(trip: Trip, answers: Any) -> Any:
    return asking.question_fields(trip.type, answers) if trip.type else ()


def _with(response: Response[Any], cookies: Any) -> Response[Any]:
    response.cookies.extend(cookies)
    return response
