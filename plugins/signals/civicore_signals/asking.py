"""What a city asks somebody who writes: which pages, which fields, what is to be read first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from civicore import Field, fold
from civicore_signals.case import Answer
from civicore_signals.conditions import answered
from civicore_signals.journey import Asked, Draft
from civicore_signals.plan import Advice, Category, Kind, Plan, Question
from civicore_signals.questions import PREFIX, asked, fields

LONGEST_TEXT = 4000  # characters
_PUBLIC = "What is wrong, where exactly, since when. Leave out names and telephone numbers: others may read it."
_PRIVATE = "Write what it is about and what you want us to do."
_CONFIRMED = "We send you a link there. Your message counts once you have opened it."
_OPTIONAL = "We send you a link there, by which you see what becomes of it. Without it you hear nothing from us."


def asked_of(plan: Plan, kind: Kind, draft: Draft) -> Asked:
    """The pages that this draft goes through."""
    type = plan.category(draft.category or "")
    return Asked(
        category=len(plan.types(kind.id)) > 1,
        before=type is not None and bool(type.note or type.information or at_once(type)),
        place=place_asked(kind, type) != "off",
        questions=type is not None and bool(type.questions),
        similar=_compared(plan, kind, type, draft),
    )


def prepared(plan: Plan, kind: Kind, draft: Draft) -> Draft:
    """The draft with the only type there is; one whose type is offered no more chooses again."""
    types = plan.types(kind.id)
    if len(types) == 1:
        return draft.of_type(types[0].id)
    if draft.category and draft.category not in {one.id for one in types}:
        return draft.lacking("category")
    return draft


def place_asked(kind: Kind, type: Category | None) -> str:
    """``required``, ``optional`` or ``off``."""
    if type is not None and type.place is not None:
        return type.place
    if "place" not in kind.asks:
        return "off"
    return "required" if "place" in kind.required else "optional"


def at_once(type: Category) -> tuple[Advice, ...]:
    """What is read before anything is answered."""
    return tuple(one for one in type.advice if not one.when)


def after_answers(type: Category, answers: Mapping[str, Answer]) -> tuple[Advice, ...]:
    """What is read because of an answer."""
    return tuple(one for one in type.advice if one.when and answered(one.when, answers))


def stopping(type: Category | None, answers: Mapping[str, Answer]) -> Advice | None:
    """The words that end the form, because another way is right."""
    given = () if type is None else (*at_once(type), *after_answers(type, answers))
    return next((one for one in given if one.stops), None)


def question_fields(type: Category, answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    """The extra questions as they stand after these answers."""
    return fields(type.questions, answers)


def read_answers(type: Category, sent: Mapping[str, list[str]]) -> dict[str, Answer]:
    """What was answered, unjudged; of questions that are not asked nothing is kept."""
    raw = {one.id: _answer(one, sent.get(PREFIX + one.id, [])) for one in type.questions}
    given = {name: answer for name, answer in raw.items() if answer}
    return {one.id: given[one.id] for one in asked(type.questions, given) if one.id in given}


def text_fields(kind: Kind) -> tuple[Field, ...]:
    """What it is about."""
    return tuple(_text_fields(kind))


def contact_fields(plan: Plan, kind: Kind, category: str, *, signed_in: bool, terms: bool) -> tuple[Field, ...]:
    """Who writes. Somebody who has signed in is reached at the address of the account."""
    return tuple(_contact_fields(kind, plan.registration(kind.id, category) == "email", signed_in, terms))


def found_types(plan: Plan, types: Iterable[Category], query: str) -> list[Category]:
    """Types whose names or other words, in whatever language of the city, hold every word that was typed."""
    words = fold(query).split()
    return [one for one in types if all(word in _search_words(plan, one) for word in words)]


def _search_words(plan: Plan, type: Category) -> str:
    above = plan.category(type.parent or "")
    texts = [type.name, *type.also, *([above.name, *above.also] if above else [])]
    return fold(" ".join(words for text in texts for words in text.by_language.values()))


def _compared(plan: Plan, kind: Kind, type: Category | None, draft: Draft) -> bool:
    return (
        type is not None
        and type.duplicates is not None
        and draft.spot.point is not None
        and plan.public(kind.id, type.id) is not None
    )


def _answer(one: Question, sent: list[str]) -> Answer:
    return tuple(word for word in sent if word) if one.kind == "choices" else (sent[0].strip() if sent else "")


def _text_fields(kind: Kind) -> Iterable[Field]:
    if "topic" in kind.asks:
        yield Field("topic", "Subject", required="topic" in kind.required, max_length=200)
    yield Field(
        "text",
        "Text",
        "textarea",
        hint=_PUBLIC if kind.public else _PRIVATE,
        max_length=LONGEST_TEXT,
        rows=8,
        missing="Write what it is about.",
    )
    if "happened_on" in kind.asks:
        needed = "happened_on" in kind.required
        yield Field("happened_on", "On which day did it happen?", "date", required=needed, width=10)


def _contact_fields(kind: Kind, confirmed: bool, signed_in: bool, terms: bool) -> Iterable[Field]:
    known = (
        Field("name", "Your name", "name", autocomplete="name"),
        Field("email", "E-mail", "email", autocomplete="email"),
        Field("phone", "Telephone number", "tel", autocomplete="tel"),
        Field("address", "Your postal address", autocomplete="street-address"),
    )
    for one in known:
        needed = one.name in kind.required or (one.name == "email" and confirmed)
        if (one.name in kind.asks or needed) and not (signed_in and one.name == "email"):
            yield replace(one, required=needed, hint=_hint(one.name, needed))
    if terms:
        agree = "I have read the terms of use and agree"
        yield Field("terms", agree, "checkbox", missing="You can send it only if you agree to the terms of use.")


def _hint(name: str, needed: bool) -> str | None:
    if name != "email":
        return None
    return _CONFIRMED if needed else _OPTIONAL
