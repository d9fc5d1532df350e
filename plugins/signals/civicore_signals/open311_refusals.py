"""Why a program is not given what it asks for: the status, and sentences for the person behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicore import Languages, Refusal
from civicore_signals.open311_shapes import Document, Rows

_STATUS: Mapping[str, int] = {
    "open311.key": 403,
    "open311.unknown_address": 404,
    "open311.service_unknown": 404,
    "open311.request_unknown": 404,
    "open311.token_unknown": 404,
    "open311.jurisdiction_unknown": 404,
    "open311.method": 405,
    "signals.category_unknown": 404,
    "signals.unknown": 404,
    "signals.too_many": 429,
    "signals.suspended": 503,
}


@dataclass(frozen=True)
class Denied:
    """An answer that only says why not; ``refusals`` is never empty."""

    refusals: tuple[Refusal, ...]
    status: int

    @classmethod
    def of(cls, *refusals: Refusal) -> Denied:
        """With the status of the first refusal: 404 for what is not there, 403 for a key, 400 for the rest."""
        return cls(refusals, _STATUS.get(refusals[0].code, 400))

    def document(self, languages: Languages, language: str) -> Document:
        return errors(self.status, [languages.say(language, one) for one in self.refusals])


def errors(status: int, sentences: Sequence[str]) -> Document:
    """The body of every error."""
    rows = [{"code": str(status), "description": one} for one in sentences]
    return Document("errors", Rows("error", rows))
