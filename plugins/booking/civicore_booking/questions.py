"""What a booking asks: the ordinary questions and the city's own, one form for pages, desk and API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from civicore import Choice, City, Field, FieldType, Form, Msgid, Text
from civicore_booking.config import Booking, ChannelName, FormField

ORDINARY: Mapping[str, Field] = {
    "first_name": Field(
        "first_name",
        "Given name",
        "name",
        autocomplete="given-name",
        max_length=80,
        missing=Msgid("Fill in your given name."),
        width=20,
    ),
    "last_name": Field(
        "last_name",
        "Family name",
        "name",
        autocomplete="family-name",
        max_length=80,
        missing=Msgid("Fill in your family name."),
        width=20,
    ),
    "email": Field("email", "E-mail", "email", autocomplete="email", missing=Msgid("Fill in your e-mail address.")),
    "phone": Field(
        "phone",
        "Mobile number",
        "tel",
        autocomplete="tel",
        missing=Msgid("Fill in your mobile number."),
        width=20,
    ),
    "birth_date": Field(
        "birth_date",
        "Date of birth",
        "date",
        autocomplete="bday",
        missing=Msgid("Fill in your date of birth."),
        width=10,
    ),
    "note": Field("note", "Note for the office", "textarea", max_length=500, rows=3),
}

# The words of the city's file on the left, the kinds of fields of the core on the right.
KINDS = {
    "text": "text",
    "long_text": "textarea",
    "number": "number",
    "date": "date",
    "email": "email",
    "phone": "tel",
    "choice": "radio",
    "choices": "checkboxes",
    "agreement": "checkbox",
}
_SEVERAL = ", "
_MOST_BUTTONS = 8


def booking_form(
    city: City, policy: Booking, agenda: str, channel: ChannelName, types: Sequence[FieldType] = ()
) -> Form:
    """The questions of a booking on one channel, in the order of the page.

    ``policy`` is the section ``booking`` as it holds for the agenda, ``types`` what ``runtime.field_types`` tells of
    the kinds that plugins add. The browser offers to fill in the person's own data on the site only: at the desk it
    would offer the clerk's.
    """
    asked = policy.fields_by(channel)
    ordinary = [
        _asked(field, getattr(asked, name) == "required", _hint(city, policy, channel, name), channel == "web")
        for name, field in ORDINARY.items()
        if getattr(asked, name) != "off"
    ]
    return Form([*ordinary, *(_own(name, one) for name, one in policy.form.items())], types)


PASS_ADDRESS = Form([ORDINARY["email"]])
TELEPHONE_CODE = Form(
    [
        Field(
            "code",
            Msgid("Code from the text message"),
            max_length=20,
            autocomplete="one-time-code",
            inputmode="numeric",
            missing=Msgid("Fill in the code from the text message."),
            width=8,
        )
    ]
)
"""What confirms a booking where the city sends a code to the telephone."""


def cancel_form(policy: Booking, by: str = "web_form") -> Form:
    """What the city asks of somebody who cancels by this way: the code, and a name or an address."""
    way = policy.cancellation.ways.open(by)
    asked = dict.fromkeys("code" if one == "reference" else one for one in (way.asks if way else ("code",)))
    both = policy.code.reference == "with_hold"
    code = Field(
        "code",
        Msgid("Code of your booking") if both else policy.code.name,
        max_length=40,
        autocomplete="off",
        hint=Msgid("The code or PIN from our e-mail.") if both else Msgid("You will find it in our e-mail."),
        missing=Msgid("Fill in the code of your booking."),
        width=10,
    )
    # A code alone could be guessed, so somebody must be named too.
    named = [name for name in ("last_name", "email") if name in asked] or ["email"]
    return Form([code, *(_asked(ORDINARY[name], True, None, True) for name in named)])


def waiting_form(
    city: City, policy: Booking, agenda: str, days: Sequence[Choice], types: Sequence[FieldType] = ()
) -> Form:
    """The questions of a booking, and between which of these days somebody would come; offers go out by e-mail."""
    asked = booking_form(city, policy, agenda, "web", types).fields
    email = _asked(ORDINARY["email"], True, Msgid("We will write to you there when a time becomes free."), True)
    return Form([*_between(days), *{**asked, "email": email}.values()], types)


def desk_waiting_form(
    city: City, policy: Booking, agenda: str, days: Sequence[Choice], types: Sequence[FieldType] = ()
) -> Form:
    """The same for somebody who calls or stands at the counter."""
    return Form([*_between(days), *booking_form(city, policy, agenda, "desk", types).fields.values()], types)


def _between(days: Sequence[Choice]) -> list[Field]:
    return [
        Field(name, label, "select", choices=days, missing=Msgid("Choose both days."))
        for name, label in (("first_day", Msgid("From which day")), ("last_day", Msgid("To which day")))
    ]


def written(form: Form, values: Mapping[str, Any]) -> dict[str, str]:
    """Checked answers as a booking keeps them: text only, nothing for a question left empty."""
    kept = {name: value if isinstance(value, str) else _written(value) for name, value in values.items() if value}
    return {name: kept[name] for name in form.fields if kept.get(name)}


def answered(form: Form, kept: Mapping[str, str]) -> Iterator[tuple[Field, Sequence[str | Text | date | bool]]]:
    """Each question with what was answered, in words to show; questions left empty are not told."""
    for name, field in form.fields.items():
        if kept.get(name):
            yield field, _in_words(field, kept[name])


def raw(form: Form, kept: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Kept answers as the form itself would send them."""
    return {name: _parts(form[name], kept[name]) for name in form.fields if kept.get(name)}


def _asked(field: Field, required: bool, hint: str | None, personal: bool) -> Field:
    return replace(field, required=required, hint=hint, autocomplete=field.autocomplete if personal else "off")


def _hint(city: City, policy: Booking, channel: ChannelName, name: str) -> str | None:
    if channel != "web":
        return None
    by_link = policy.confirmed_by(channel) == "email_link"
    hints = {
        "email": Msgid("We will send you a link there. Your booking is valid once you open it and confirm.")
        if by_link
        else None,
        "phone": Msgid("Only so that we can call you if something changes."),
        "note": Msgid("Please write nothing confidential here."),
    }
    return hints.get(name)


def _own(name: str, one: FormField) -> Field:
    kind = KINDS.get(one.kind, one.kind)
    if kind == "radio" and len(one.choices) > _MOST_BUTTONS:
        kind = "select"
    return Field(
        name,
        one.label,
        kind,
        required=one.required,
        hint=one.hint,
        max_length=one.max_length if kind in ("text", "textarea") else None,
        choices=tuple(Choice(value, label) for value, label in one.choices.items()),
        rows=4,
    )


def _written(value: Any) -> str:
    match value:
        case True:
            return "on"
        case date():
            return value.isoformat()
        case tuple() | list():
            return _SEVERAL.join(value)
        case _:
            return str(value)


def _parts(field: Field, kept: str) -> tuple[str, ...]:
    return tuple(kept.split(_SEVERAL)) if field.shape.input == "checkboxes" else (kept,)


def _in_words(field: Field, kept: str) -> Sequence[str | Text | date | bool]:
    if field.shape.input == "date":
        return [date.fromisoformat(kept)]
    if field.shape.input == "checkbox":
        return [True]
    labels = {choice.value: choice.label for choice in field.choices}
    return [labels.get(part, part) for part in _parts(field, kept)]
