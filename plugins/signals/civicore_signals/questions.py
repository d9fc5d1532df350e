"""The extra questions of a type: which are asked after which answers, and how they look in a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from civicore import Choice, Field, Refusal
from civicore_signals.case import Answer
from civicore_signals.conditions import answered
from civicore_signals.plan import Advice, Question

LONGEST_LINES = 2000
PREFIX = "q_"
"""Names of form fields begin so, so that a question never meets a field of the form itself."""
_KINDS = {"text": "text", "lines": "textarea", "choices": "checkboxes", "number": "number", "date": "date"}
_FEW = 7


def asked(questions: Iterable[Question], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions that are asked after these answers. Answers to questions that are not asked do not count."""
    counted: dict[str, Answer] = {}
    found: list[Question] = []
    for one in questions:
        if answered(one.when, counted):
            found.append(one)
            counted |= {one.id: answers[one.id]} if one.id in answers else {}
    return tuple(found)


def kept(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers without those to questions that are not asked."""
    return {one.id: answers[one.id] for one in asked(questions, answers) if answers.get(one.id)}


def checked(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, Answer] | Refusal:
    """The answers that count; ``signals.answer_missing``, ``_unknown`` or ``_wrong`` with the question's id.

    A form tells the same at the field; programs that send answers without one meet it here.
    """
    every = tuple(questions)
    known = {one.id for one in every}
    for name in answers:
        if name not in known:
            return Refusal("signals.answer_unknown", question=name)
    good = kept(every, answers)
    for one in asked(every, good):
        if one.required and one.id not in good:
            return Refusal("signals.answer_missing", question=one.id, ask=one.ask)
        if one.id in good and not _fits(one, good[one.id]):
            return Refusal("signals.answer_wrong", question=one.id, ask=one.ask)
    return good


def _fits(one: Question, answer: Answer) -> bool:
    if one.kind == "choices":
        return isinstance(answer, tuple) and set(answer) <= set(one.options)
    if not isinstance(answer, str):
        return False
    if one.kind == "choice":
        return answer in one.options
    return len(answer) <= (LONGEST_LINES if one.kind == "lines" else 200)


def fields(questions: Iterable[Question], answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    """The form fields of what is asked after these answers; their names are the ids behind ``PREFIX``."""
    return tuple(field(one) for one in asked(questions, answers))


def field(one: Question) -> Field:
    """One question as a form field."""
    kind = _KINDS.get(one.kind) or ("radio" if len(one.options) <= _FEW else "select")
    return Field(
        PREFIX + one.id,
        one.ask,
        kind=kind,
        required=one.required,
        hint=one.hint,
        choices=tuple(Choice(key, words) for key, words in one.options.items()),
        max_length=LONGEST_LINES if one.kind == "lines" else None,
    )


def advice(given: Iterable[Advice], answers: Mapping[str, Answer]) -> tuple[Advice, ...]:
    """What people should read before they go on, after these answers."""
    return tuple(one for one in given if answered(one.when, answers))


def shown(one: Question, answer: Answer, language: str) -> str:
    """An answer in words of the city; what the file no longer knows is shown as it was kept."""
    words = (answer,) if isinstance(answer, str) else answer
    return ", ".join(one.options[word].in_(language) if word in one.options else word for word in words)
