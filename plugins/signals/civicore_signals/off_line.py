"""What a telephone without network may keep and send later: a case that needs no account and no further questions."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import Languages, Text
from civicore.contracts.drafts import DraftField, DraftForm
from civicore_signals.asking import stopping
from civicore_signals.judging import LONGEST_TEXT, LONGEST_TOPIC
from civicore_signals.plan import Category, Kind, Plan

TO = "/api/v1/signals"


class OffLine:
    """The form that devices keep (``contracts.drafts.Drafts``)."""

    def __init__(self, plan: Plan, languages: Languages) -> None:
        self._plan = plan
        self._languages = languages

    def form(self, language: str) -> DraftForm | None:
        """For the first kind that a stranger may send so; None where there is none."""
        kind = next((one for one in self._plan.kinds.values() if self._types(one)), None)
        if kind is None:
            return None
        return DraftForm("signals", kind.name.in_(language), TO, tuple(self._fields(kind, language)), {"kind": kind.id})

    def _types(self, kind: Kind) -> list[Category]:
        """Types without an account, a question that must be answered, and advice that this is the wrong way."""
        return [
            one
            for one in self._plan.types(kind.id)
            if self._plan.registration(kind.id, one.id) != "required"
            and not any(question.required for question in one.questions)
            and stopping(one, {}) is None
        ]

    def _fields(self, kind: Kind, language: str) -> Iterator[DraftField]:
        types = self._types(kind)
        choices = tuple((one.id, self._named(one, language)) for one in types)
        yield DraftField("category", self._said(language, "What is it about?"), "choice", True, choices=choices)
        if "topic" in kind.asks:
            needed = "topic" in kind.required
            yield DraftField("topic", self._said(language, "Subject"), required=needed, most=LONGEST_TOPIC)
        if "place" in kind.asks:
            needed = "place" in kind.required or any(one.place == "required" for one in types)
            yield DraftField("place.address", self._said(language, "Where is it?"), required=needed, most=300)
        yield DraftField("text", self._said(language, "Text"), "lines", True, LONGEST_TEXT)
        if "name" in kind.asks:
            yield DraftField("sender.name", self._said(language, "Your name"), required="name" in kind.required)
        if "email" in kind.asks:
            needed = "email" in kind.required or any(
                self._plan.registration(kind.id, one.id) == "email" for one in types
            )
            yield DraftField("sender.email", self._said(language, "E-mail"), "email", needed, 254)

    def _named(self, type: Category, language: str) -> str:
        above = self._plan.category(type.parent or "")
        words: list[Text] = [*([above.name] if above else []), type.name]
        return " – ".join(one.in_(language) for one in words)

    def _said(self, language: str, msgid: str) -> str:
        return self._languages.translate(language, msgid)
