"""What the description of the API says of cases: each operation, its problems, and what this city offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicore import ApiAnswer, ApiOperation, ApiParameter
from civicore_signals import api_answers as answers
from civicore_signals import api_bodies as bodies
from civicore_signals.plan import Plan

LANGUAGE = ApiParameter("Accept-Language", "header", {"type": "string"}, "language of titles and details", example="en")
KEY = ApiParameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "a mark of this request, chosen by the client: a repeat with the same body files nothing and names the same case",
)
NOT_JSON = {400: "no JSON, or a member given twice", 413: "too large", 415: "said to be something else than JSON"}
WRONG = {422: "members are wrong; `errors` names each of them, or `code` says what the city asks besides"}
UNKNOWN = {404: "no such case: never filed, not public, erased, or of another unit"}
LIMITED = {429: "a limit of the network is reached; Retry-After says when to try again"}
BEARER = {401: "no token, or one that is not good", 403: "the token may not do this"}
TAKEN = {409: "not possible as things are; `code` says why, `signals.changed` that somebody was faster"}
STOPPED = {503: "filing is suspended"}

_DAY = {"type": "string", "format": "date"}
_LINE = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[^\x00-\x1f\x7f]*$"}
_PAGE = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[0-9a-f_-]+$"}
_SIZE = {"type": "integer", "minimum": 1, "maximum": 200}


class Described:
    """The operations as this city offers them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def offered(self) -> ApiOperation:
        told = ApiAnswer("kinds, types with their questions, statuses, outcomes and units", answers.OfferedAnswer)
        return ApiOperation(
            "listKindsOfCases", "What can be filed, and the city's words for it", {200: told}, {}, [LANGUAGE]
        )

    def listed(self) -> ApiOperation:
        return ApiOperation(
            "listPublicCases",
            "Public cases, the newest first",
            {200: ApiAnswer("a page of cases as everybody may know them", answers.PublicPage)},
            WRONG,
            [
                *self._filters(),
                ApiParameter("phase", "query", _one_of(bodies.PHASES), "how far it is"),
                ApiParameter("text", "query", _LINE, "words of topic and text"),
                ApiParameter("after", "query", _PAGE, "`next` of the page before"),
                ApiParameter("size", "query", {**_SIZE, "default": 20}, "how many"),
                LANGUAGE,
            ],
        )

    def show(self) -> ApiOperation:
        number = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[^/]+$"}
        return ApiOperation(
            "showPublicCase",
            "One public case by its registry number",
            {200: ApiAnswer("the case with its history", answers.WholeAnswer)},
            {**UNKNOWN, **LIMITED},
            [ApiParameter("number", "path", number, "as people type it: case, spaces and look-alikes do not matter"),
             LANGUAGE],
        )  # fmt: skip

    def file(self) -> ApiOperation:
        link = {"Location": {"type": "string"}}
        return ApiOperation(
            "fileCase",
            "File a case",
            {201: ApiAnswer("the case; keep `link`, it is given once", answers.FiledAnswer, link)},
            {**NOT_JSON, **WRONG, **TAKEN, **LIMITED, **STOPPED, 403: "this kind asks for an account"},
            [KEY, LANGUAGE],
            body=bodies.NewCase,
            body_example=self._example(),
        )

    def updates(self) -> ApiOperation:
        key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        status = next((word for one in self._plan.feeds.values() for word in one.statuses), "in_work")
        line = {"id": "17", "case": "2026-12", "status": status, "at": "2026-11-24T10:00:00+02:00", "text": "On site."}
        return ApiOperation(
            "updateCases",
            "What another system of the city says of cases; a line that came before is taken once, in any order",
            {200: ApiAnswer("what came of it", answers.UpdatesAnswer)},
            {**NOT_JSON, **WRONG, **LIMITED, 403: "no key of a feed that the city's file names"},
            [ApiParameter("X-Feed-Key", "header", key, "the key of the feed"), LANGUAGE],
            body=bodies.NewUpdates,
            body_example={"updates": [line]},
        )

    def inbox(self) -> ApiOperation:
        return ApiOperation(
            "listCases",
            "Cases of the units that the token is for",
            {200: ApiAnswer("a page of the list, without senders", answers.InboxAnswer)},
            {**WRONG, **BEARER},
            [
                ApiParameter("queue", "query", {**_one_of(bodies.QUEUES), "default": "open"}, "which list"),
                ApiParameter("unit", "query", _one_of(tuple(self._plan.units)), "the unit"),
                *self._filters(),
                ApiParameter("status", "query", _one_of(tuple(self._plan.statuses)), "the status"),
                ApiParameter("number", "query", _LINE, "registry number"),
                ApiParameter("after", "query", {**_PAGE, "pattern": "^[!-~]+$"}, "`next` of the page before"),
                ApiParameter("size", "query", {**_SIZE, "default": 50}, "how many"),
                LANGUAGE,
            ],
            bearer="needed",
        )

    def opened(self) -> ApiOperation:
        told = ApiAnswer("the case, what can be done with it, and its history", answers.DossierAnswer)
        return ApiOperation(
            "openCase",
            "A case with its history",
            {200: told},
            {**UNKNOWN, **BEARER},
            [_id(), LANGUAGE],
            bearer="needed",
        )

    def move(self) -> ApiOperation:
        example = {"to": next(iter(self._plan.statuses), ""), "text": "We are at it."}
        return self._deed("moveCase", "Give a case another status", bodies.Move, example)

    def assign(self) -> ApiOperation:
        example = {"unit": self._plan.default_unit, "reason": "It is theirs."}
        return self._deed("assignCase", "Give a case to a unit or to a clerk", bodies.Assign, example)

    def note(self) -> ApiOperation:
        return self._deed("noteOnCase", "Write an internal note", bodies.Note, {"text": "The caller rang again."})

    def _deed(self, id: str, summary: str, body: type[Any], example: Mapping[str, Any]) -> ApiOperation:
        return ApiOperation(
            id,
            summary,
            {200: ApiAnswer("the case as it is now", answers.CaseAnswer)},
            {**NOT_JSON, **WRONG, **UNKNOWN, **TAKEN, **BEARER},
            [_id(), LANGUAGE],
            body=body,
            body_example=example,
            bearer="needed",
        )

    def _filters(self) -> list[ApiParameter]:
        plan = self._plan
        return [
            ApiParameter("kind", "query", _one_of(tuple(plan.kinds)), "the kind"),
            ApiParameter("category", "query", _one_of(tuple(plan.categories)), "a category or all below it"),
            ApiParameter("area", "query", {**_LINE, "maxLength": 100, "pattern": "^[a-z0-9_.]+$"}, "id of a district"),
            ApiParameter("since", "query", _DAY, "first day of arrival"),
            ApiParameter("until", "query", _DAY, "last day of arrival"),
        ]

    def _example(self) -> dict[str, Any]:
        """Something that this city takes from anybody, as far as its file says."""
        free = [kind for kind in self._plan.kinds.values() if kind.registration == "optional"]
        kind = next(iter(free or self._plan.kinds.values()))
        types = [type for type in self._plan.types(kind.id) if not any(one.required for one in type.questions)]
        type = next(iter(types or self._plan.types(kind.id)))
        centre = self._plan.map.centre
        place = {"lat": centre[0], "lon": centre[1]} if centre else {"address": "Main Square 1"}
        return {"kind": kind.id, "category": type.id, "text": "Here is what it is about.", "place": place}


def _id() -> ApiParameter:
    return ApiParameter("case", "path", {"type": "string", "format": "uuid"}, "id of the case")


def _one_of(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}
