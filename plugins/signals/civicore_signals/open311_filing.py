"""A case that a program sends: its parameters read, its photos fetched, filed like every other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from civicore import Field, Form, Refusal, Text, files, maps, new_id
from civicore_signals.case import Answer, Place, Sender
from civicore_signals.conditions import answered
from civicore_signals.filed import Filed, Filing
from civicore_signals.judging import LONGEST_TEXT
from civicore_signals.open311_asking import Parameters, single
from civicore_signals.open311_refusals import Denied
from civicore_signals.open311_services import found
from civicore_signals.plan import Category, Question
from civicore_signals.questions import asked
from civicore_signals.service import Cases

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\d*\])?")
_KINDS = {
    "description": "textarea",
    "email": "email",
    "phone": "tel",
    "first_name": "name",
    "last_name": "name",
    "address_string": "text",
}
_SECONDS = 20.0  # for all photos of a request together
_KEPT = timedelta(hours=1)  # of photos whose case was not filed after all
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,10})?")


class Report:
    """One POST of a program; ``sent`` are its parameters, ``rules`` what the city takes as files."""

    def __init__(self, cases: Cases, sent: Parameters, rules: files.Rules, language: str) -> None:
        self.cases, self.sent, self.rules, self.language = cases, sent, rules, language
        self.plan = cases.setting.plan

    async def file(self, key: str | None) -> tuple[Filed, Sequence[Refusal]] | Denied:
        """File it; with the case come the reasons why photos were not taken. ``key`` makes a repeat the same."""
        read = self.read(key)
        if isinstance(read, Denied):
            return read
        owner = f"open311:{new_id()}"
        taken, missed = await self._photos(owner)
        filed = await self.cases.file(replace(read, files=taken, files_of=owner))
        if taken:
            await self.cases.setting.runtime.transact(partial(files.drop, owner=owner))  # what a repeat left over
        return Denied.of(filed) if isinstance(filed, Refusal) else (filed, missed)

    def read(self, key: str | None) -> Filing | Denied:
        """What was sent, as a case; every mistake in it is told at once."""
        code = single(self.sent, "service_code")
        if code is None or isinstance(code, Refusal):
            return Denied.of(code or Refusal("open311.service_missing"))
        category = found(self.plan, code)
        if category is None:
            return Denied.of(Refusal("open311.service_unknown"))
        words, wrong = self._words()
        place = self._place(category, words)
        answers, mistakes = self._answers(category)
        refusals = [*wrong, *([place] if isinstance(place, Refusal) else []), *mistakes]
        if refusals or isinstance(place, Refusal):
            return Denied.of(*refusals)
        return Filing(
            self.plan.open311.kind,
            category.id,
            words["description"] or "",
            self.language,
            answers=answers,
            place=place,
            sender=_sender(words, self.language),
            origin="open311",
            idempotency_key=key,
        )

    def _words(self) -> tuple[Mapping[str, Any], list[Refusal]]:
        fields = [
            Field(
                name,
                Text({self.language: name}),
                kind=kind,
                required=False,
                max_length=LONGEST_TEXT if name == "description" else None,
            )
            for name, kind in _KINDS.items()
        ]
        answers = Form(fields).read({name: list(self.sent.get(name, ())) for name in _KINDS})
        known = {name: answers.values.get(name) for name in _KINDS}
        return known, [one.refusal for one in answers.errors]

    def _place(self, category: Category, words: Mapping[str, Any]) -> Place | Refusal | None:
        lat, lon = single(self.sent, "lat"), single(self.sent, "long")
        for one in (lat, lon):
            if isinstance(one, Refusal):
                return one
        address = words["address_string"]
        if lat is None and lon is None:
            if address or category.place == "off":
                return Place(address=address) if address else None
            return Refusal("open311.location_missing")
        atlas = next(iter(self.cases.setting.runtime.services.all(maps.Atlas)), None)
        point = maps.point_from(str(lat or ""), str(lon or ""), atlas.reach if atlas is not None else None)
        if isinstance(point, Refusal):
            return Refusal(
                point.code, **{**point.facts, "field": "long" if point.facts.get("field") == "lon" else "lat"}
            )
        return Place((point.lat, point.lon), address)

    def _answers(self, category: Category) -> tuple[dict[str, Answer], list[Refusal]]:
        sent, known = _attributes(self.sent), {one.id: one for one in category.questions}
        answers: dict[str, Answer] = {}
        refusals = [Refusal("open311.attribute_unknown", code=code) for code in sent if code not in known]
        for code, values in sent.items():
            read = _answer(known[code], values) if code in known else None
            if isinstance(read, Refusal):
                refusals.append(read)
            elif read is not None:
                answers[code] = read
        missing = [one for one in asked(category.questions, answers) if one.required and one.id not in sent]
        refusals += [Refusal("open311.attribute_missing", code=one.id, ask=one.ask) for one in missing]
        stopped = [one for one in category.advice if one.stops and one.when and answered(one.when, answers)]
        return answers, [*refusals, *(Refusal("open311.stopped", advice=one.text) for one in stopped)]

    async def _photos(self, owner: str) -> tuple[tuple[UUID, ...], list[Refusal]]:
        """Photos from their addresses, kept for ``owner``; one that cannot be had takes nothing else with it."""
        addresses = [one.strip() for one in self.sent.get("media_url", ()) if one.strip()]
        taken: list[UUID] = []
        most, runtime = self.rules.max_files, self.cases.setting.runtime
        missed = [Refusal("files.too_many", file=one[-80:], limit=most) for one in addresses[most : most + 1]]
        for url in addresses[:most]:
            clean = await self._photo(url, _SECONDS / len(addresses[:most]))
            if isinstance(clean, Refusal):
                missed.append(clean)
                continue
            until = runtime.clock.now() + _KEPT
            taken.append(await runtime.transact(partial(files.keep, clean=clean, owner=owner, until=until)))
        return tuple(taken), missed

    async def _photo(self, url: str, seconds: float) -> files.Clean | Refusal:
        fetched = await files.fetch(url, files.FetchRules(self.rules.max_size, seconds))
        if isinstance(fetched, Refusal):
            return fetched
        return await files.accept(fetched.content, fetched.name, self.rules)


def _attributes(sent: Parameters) -> dict[str, list[str]]:
    """Values by code, from ``attribute[CODE]`` and ``attribute[CODE][]``; empty ones count as absent."""
    read: dict[str, list[str]] = {}
    for name, values in sent.items():
        match = _ATTRIBUTE.fullmatch(name)
        kept = [one.strip() for one in values if one.strip()]
        if match and kept:
            read.setdefault(match[1], []).extend(kept)
    return read


def _answer(question: Question, values: Sequence[str]) -> Answer | Refusal:
    if question.kind == "choices":
        wrong = [one for one in values if one not in question.options]
        return Refusal("open311.attribute_value", code=question.id) if wrong else tuple(dict.fromkeys(values))
    if len(values) > 1:
        return Refusal("open311.attribute_repeated", code=question.id)
    value = _normal(question, values[0])
    return Refusal("open311.attribute_value", code=question.id) if value is None else value


def _normal(question: Question, value: str) -> str | None:
    """The value as the forms of the city would have it; None when it is none of its kind."""
    if question.kind == "choice":
        return value if value in question.options else None
    if question.kind == "number":
        return value if _NUMBER.fullmatch(value) else None
    return _day(value) if question.kind == "date" else value


def _day(value: str) -> str | None:
    try:
        return (datetime.fromisoformat(value).date() if len(value) > 10 else date.fromisoformat(value)).isoformat()
    except ValueError:
        return None


def _sender(words: Mapping[str, Any], language: str) -> Sender | None:
    name = " ".join(one for one in (words["first_name"], words["last_name"]) if one) or None
    if not (name or words["email"] or words["phone"]):
        return None
    return Sender(name=name, email=words["email"], phone=words["phone"], language=language)
