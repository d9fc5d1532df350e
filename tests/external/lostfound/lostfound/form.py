"""The report of a loss: the ordinary questions and those that the city's file adds, and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civicore import Answers, Choice, City, Field, FieldType, Form, Msgid, Text, new_id
from lostfound.config import Question, categories, said
from lostfound.things import Report

KINDS = {"text": "text", "long_text": "textarea", "number": "number", "date": "date", "choice": "radio"}
"""Kinds of questions as the file writes them, and as forms know them."""
_OWN = "own_"  # so that no question of a city takes the name of an ordinary one


def report_form(city: City, today: date, types: tuple[FieldType, ...] = ()) -> Form:
    """The whole form; ``today`` is the last day on which something can have been lost."""
    own = [_own(id, one) for id, one in said(city).fields.items()]
    return Form([*_ordinary(city, today), *own, *_contact()], types)


def thing_form(city: City, today: date) -> Form:
    """What staff write down of a thing that was handed in."""
    offices = [Choice(id, one.name) for id, one in city.offices.items()]
    kept = Field("office", "Where it is kept", "select", required=False, choices=offices)
    return Form(
        [
            _category(city),
            Field(
                "words",
                Msgid("What everybody may read"),
                max_length=120,
                hint=Msgid("Say little: the owner is to know more than the page does."),
            ),
            Field("place", Msgid("Where it was found"), max_length=120),
            Field("found_on", Msgid("When it was found"), "date", most=today, width=10),
            Field(
                "mark",
                Msgid("What only the owner can know"),
                "textarea",
                required=False,
                max_length=500,
                rows=3,
                hint=Msgid("Contents, scratches, a name. Only staff read it."),
            ),
            *([kept] if offices else []),
        ]
    )


def search_form(city: City) -> Form:
    """What narrows the list of found things; nothing of it must be answered, and the page does not say so twice."""
    every = [Choice(id, name) for id, name in categories(city).items()]
    return Form(
        [
            Field("category", Msgid("What is it?"), "select", choices=every),
            Field("words", Msgid("Words about it"), max_length=60),
        ]
    )


def report_of(answers: Answers, city: City, language: str, now: datetime) -> Report:
    """A report of checked answers, made now (aware, UTC)."""
    values = answers.values
    return Report(
        id=new_id(),
        category=values["category"],
        words=values["words"],
        place=values["place"] or "",
        lost_on=values["lost_on"],
        email=values["email"],
        name=values["name"] or "",
        language=language,
        made_at=now,
        answers={id: _written(values[_OWN + id]) for id in said(city).fields if values.get(_OWN + id) is not None},
    )


@dataclass(frozen=True)
class Answered:
    """A question of the city's file with its answer, as a page shows them."""

    question: Text | str
    answer: Text | str


def answered(city: City, answers: Mapping[str, str]) -> Iterator[Answered]:
    """The answers with their questions; a question that has left the file is called by its id."""
    asked = said(city).fields
    for id, words in answers.items():
        one = asked.get(id)
        yield Answered(one.label, one.choices.get(words, words)) if one else Answered(id, words)


def _ordinary(city: City, today: date) -> list[Field]:
    return [
        _category(city),
        Field(
            "words",
            Msgid("What does it look like?"),
            "textarea",
            max_length=500,
            rows=3,
            hint=Msgid("Colour, make, what is special about it"),
            missing=Msgid("Say what you have lost."),
        ),
        Field("place", Msgid("Where did you lose it?"), required=False, max_length=120),
        Field(
            "lost_on",
            Msgid("When did you lose it?"),
            "date",
            most=today,
            width=10,
            missing=Msgid("Say when you lost it; a guess will do."),
        ),
    ]


def _category(city: City) -> Field:
    every = [Choice(id, name) for id, name in categories(city).items()]
    return Field("category", Msgid("What is it?"), "select", choices=every, missing=Msgid("Choose what it is."))


def _contact() -> list[Field]:
    return [
        Field("name", Msgid("Your name"), "name", required=False, autocomplete="name", max_length=80, width=20),
        Field(
            "email",
            Msgid("E-mail"),
            "email",
            autocomplete="email",
            hint=Msgid("We write to it when something like it is handed in."),
            missing=Msgid("Fill in your e-mail address."),
        ),
    ]


def _own(id: str, one: Question) -> Field:
    choices = [Choice(value, label) for value, label in one.choices.items()]
    longest = one.max_length if one.kind in ("text", "long_text") else None
    return Field(
        _OWN + id,
        one.label,
        KINDS[one.kind],
        required=one.required,
        hint=one.hint,
        max_length=longest,
        choices=choices,
        rows=3,
    )


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
