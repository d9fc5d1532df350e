"""What a consultation costs where it is led by text message (L482)."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding, paid_messages, say
from civicore_bots.config import Consultation, Question

Path = tuple[str | int, ...]


def check(city: City, said: Consultation, path: Path) -> Iterator[Finding]:
    """Each question in each language, with its numbered answers, within ``sms_segments``."""
    sms = city.channels.sms
    if sms is None or sms.number is None:
        return
    for id, question in said.questions.items():
        for language in city.languages:
            paid = paid_messages(sms.alphabet, language, written(question, language))
            if paid > said.sms_segments:
                message = say(
                    'in "%(language)s" by sms this takes %(paid)s paid messages, %(sms_segments)s are allowed',
                    language=language,
                    paid=paid,
                    sms_segments=said.sms_segments,
                )
                yield Finding("L482", message, (*path, "questions", id, "ask"))


def written(question: Question, language: str) -> str:
    """The question as a text message: all that may be offered, a number before each answer."""
    says = [one.say.in_(language) for one in question.answers.values()]
    return "\n".join([question.ask.in_(language), *(f"{number} {say}" for number, say in enumerate(says, 1))])
