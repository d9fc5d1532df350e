"""Forms: one object that is drawn as HTML, reads what a person sent, and says what is wrong.

The same form reads an HTML form and a JSON body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.extension.parts import FieldType
from civicore.messaging.languages import Msgid
from civicore.web.field_types import CORE_TYPES
from civicore.web.judging import Broken, Judge
from civicore.web.typed_text import cleaned, single_spaced

Words = str | Text
_TYPES = {one.id: one for one in CORE_TYPES}
_CHOSEN = ("select", "radio", "checkboxes")
_TECHNICAL = "_"  # names that begin so (_csrf, _website) are the page's, not the person's
TRAP = "_website"
_LONGEST_RAW = 20_000
_Answer = tuple[Any, str | tuple[str, ...], Refusal | None]  # the value, what is shown again, what is wrong


@dataclass(frozen=True)
class Choice:
    """One answer to choose; ``label`` is an English msgid or a text of the city."""

    value: str
    label: Words
    hint: Words | None = None


@dataclass(frozen=True)
class Field:
    """One question. ``kind`` is the id of a field type; ``label``, ``hint`` and ``missing`` are msgids or texts.

    ``max_length`` counts characters; ``least`` and ``most`` bound numbers and dates (ISO). ``missing`` replaces
    the ordinary sentence for an empty answer.
    """

    name: str
    label: Words
    kind: str = "text"
    required: bool = True
    hint: Words | None = None
    autocomplete: str | None = None
    max_length: int | None = None
    choices: Sequence[Choice] = ()
    inputmode: str | None = None
    missing: Words | None = None
    least: int | date | None = None
    most: int | date | None = None
    width: int | None = None
    rows: int = 5
    type: FieldType | None = None

    @cached_property
    def shape(self) -> FieldType:
        """The field type; KeyError when nobody has registered the kind."""
        return self.type or _TYPES[self.kind]

    @property
    def limit(self) -> int:
        """The longest answer in characters."""
        return self.max_length or int(self.shape.rules.get("maxlength", 200))


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer; ``field`` is the name, and the id of the control to go to."""

    field: str
    refusal: Refusal


@dataclass(frozen=True)
class Answers:
    """What came back: clean ``values`` by name, errors in the order of the page, and ``raw`` for showing again.

    Values are text, except ``date`` (a date), ``number`` (int), ``checkbox`` (bool) and ``checkboxes`` (a tuple);
    an optional question left empty is None. ``trapped`` says that the field only robots fill in was filled in.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    raw: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    trapped: bool = False

    def error(self, name: str) -> Refusal | None:
        """The first thing wrong with this answer."""
        return next((one.refusal for one in self.errors if one.field == name), None)

    def with_error(self, name: str, refusal: Refusal) -> Answers:
        """The same answers, refused for a reason that only the service could know."""
        return Answers(self.values, (*self.errors, FieldError(name, refusal)), self.raw, self.trapped)


class Form:
    """Questions in the order of the page. Build it once; reading is safe from many requests."""

    def __init__(self, fields: Iterable[Field], types: Iterable[FieldType] = ()) -> None:
        known = {**_TYPES, **{one.id: one for one in types}}
        self.fields = {one.name: _typed(one, known) for one in fields}
        if any(name.startswith(_TECHNICAL) for name in self.fields):
            raise ValueError(f"names of fields must not begin with {_TECHNICAL}")

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def filled(self, values: Mapping[str, Any]) -> Answers:
        """Answers known beforehand, to show in an unsent form."""
        raw = {name: _shown(values[name]) for name in self.fields if values.get(name) is not None}
        return Answers(values=values, raw=raw)

    def read(self, data: Mapping[str, Any]) -> Answers:
        """Judge what was sent. Unknown names are an error, names of the page itself are left out.

        A question answered twice is an error, unless it takes several answers.
        """
        sent = _sent(data)
        raw: dict[str, str | tuple[str, ...]] = {}
        document: dict[str, Any] = {}
        errors: dict[str, Refusal] = {}
        for name, one in self.fields.items():
            document[name], raw[name], refusal = _answer(one, sent.get(name, ()))
            if refusal is not None:
                errors[name] = refusal
        for broken in self._judge.broken(document):
            errors.setdefault(broken.name, _refusal(self.fields[broken.name], broken))
        unknown = [
            FieldError(name, Refusal("field.unknown", name=name[:60]))
            for name in sent
            if name not in self.fields and not name.startswith(_TECHNICAL)
        ]
        ordered = [FieldError(name, errors[name]) for name in self.fields if name in errors] if errors else []
        values = {name: _value(one, document[name]) for name, one in self.fields.items() if name not in errors}
        return Answers(values, (*ordered, *unknown), raw, any(sent.get(TRAP, [])))

    @cached_property
    def _judge(self) -> Judge:
        return Judge({name: _rules(one) for name, one in self.fields.items()})


def _typed(one: Field, known: Mapping[str, FieldType]) -> Field:
    shape = one.type or known.get(one.kind)
    if shape is None:
        raise KeyError(f"field {one.name}: no field type {one.kind} is registered")
    return Field(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, "type": shape})


def _sent(data: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    several = getattr(data, "getall", None) or getattr(data, "getlist", None)
    if several:
        return {name: _listed(several(name)) for name in data}
    return {name: (value,) if isinstance(value, str) else _listed(value) for name, value in data.items()}


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


def _answer(one: Field, sent: Sequence[Any]) -> _Answer:
    kind = one.shape.input
    several = kind == "checkboxes"
    if not several and len(sent) == 1 and isinstance(sent[0], str):  # as nearly always
        return _one_answer(one, sent[0][:_LONGEST_RAW])
    if kind == "checkbox" and all(isinstance(value, bool) for value in sent):
        sent = ("on",) if any(sent) else ()
    if [value for value in sent if not isinstance(value, (str, int)) or isinstance(value, bool)]:
        return () if several else None, "", Refusal("field.not_text", label=_fact(one.label))
    words = [str(value)[:_LONGEST_RAW] for value in sent]
    if several:
        chosen = tuple(value for value in words if value)
        return chosen, chosen, None
    if len(words) > 1:
        return None, words[0], Refusal("field.repeated", label=_fact(one.label))
    return _one_answer(one, words[0]) if words else ("", "", None)


def _one_answer(one: Field, written: str) -> _Answer:
    shape = one.shape
    text = cleaned(written, lines=shape.input == "textarea")
    if text is None:
        shown = "".join(letter for letter in written if letter.isprintable())
        return None, shown, Refusal("field.characters", label=_fact(one.label))
    value = text if shape.input in ("textarea", "hidden") else single_spaced(text)
    if value and shape.normal is not None:
        value = shape.normal(value)
    return value, text, None


def _rules(one: Field) -> dict[str, Any]:
    """What is not said here is so by itself: an answer is there, and it is text or several texts."""
    rules: dict[str, Any] = {}
    if one.required:
        rules["empty"] = False
    if one.shape.input not in _CHOSEN:
        rules |= {"maxlength": one.limit, **{k: v for k, v in one.shape.rules.items() if k != "maxlength"}}
    if one.shape.input in _CHOSEN:
        rules["check_with"] = _among(one)
    elif one.shape.check is not None:
        rules["check_with"] = _checked(one, one.shape.check)
    return rules


def _among(one: Field) -> Any:
    offered = {choice.value for choice in one.choices}

    def check(name: str, value: Any, error: Any) -> None:
        chosen = value if isinstance(value, tuple | list) else [value] if value else []
        if not set(chosen) <= offered:
            error(name, "field.not_offered")

    return check


def _checked(one: Field, judge: Callable[[str], str | None]) -> Any:
    bounded = one.least is not None or one.most is not None

    def check(name: str, value: Any, error: Any) -> None:
        if not value:
            return
        if code := judge(value) or (_out_of_bounds(one, value) if bounded else None):
            error(name, code)

    return check


def _out_of_bounds(one: Field, value: str) -> str | None:
    number = _value(one, value)
    if one.least is not None and number < one.least:
        return "field.too_low"
    if one.most is not None and number > one.most:
        return "field.too_high"
    return None


def _refusal(one: Field, broken: Broken) -> Refusal:
    if broken.rule == "empty":
        return _missing(one)
    if broken.rule == "maxlength":
        return Refusal("field.too_long", label=_fact(one.label), count=one.limit)
    code = broken.said or "field.wrong"
    return Refusal(code, label=_fact(one.label), least=one.least, most=one.most)


def _missing(one: Field) -> Refusal:
    if one.missing is not None:
        return Refusal("field.missing", sentence=_fact(one.missing))
    if one.shape.input == "checkbox":
        return Refusal("field.must_agree", label=_fact(one.label))
    return Refusal("field.choose" if one.shape.input in _CHOSEN else "field.required", label=_fact(one.label))


def _fact(words: Words) -> Words:
    return words if isinstance(words, Text) else Msgid(words)


def _value(one: Field, value: Any) -> Any:
    shape = one.shape
    if shape.input == "checkbox":
        return bool(value)
    if shape.input == "checkboxes":
        return tuple(value)
    if not value:
        return None
    if shape.check is not None and shape.id == "date":
        return date.fromisoformat(value)
    return int(value) if shape.id == "number" else value


def _shown(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    if isinstance(value, bool):
        return "on" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)
