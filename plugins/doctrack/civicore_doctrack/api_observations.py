"""What other systems say of documents, over the API: many lines at once, in any order, as often as they like."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Response, Router, post

from civicore import (
    AnyRequest,
    ApiAnswer,
    ApiBadRequest,
    ApiOperation,
    ApiParameter,
    Asked,
    Attempts,
    Brake,
    Refusal,
    Routes,
    api_body,
    described,
    network_form,
    on_bad_request,
    problem,
    program_of,
)
from civicore_doctrack.adding import Report
from civicore_doctrack.api_bodies import NewObservations, ObservationsAnswer, RefusedLine
from civicore_doctrack.citizen import network_of
from civicore_doctrack.service import Tracking
from civicore_doctrack.setting import Setting

HEADER = "X-Feed-Key"
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

GUESSES = Brake(free=20, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Wrong keys from one network."""

CALLS = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one source sends in a row."""

_STATUS = {"doctrack.too_many": 429, "doctrack.feed_key": 403, "doctrack.source_unknown": 403}


async def observations(request: AnyRequest) -> Response[ObservationsAnswer] | Response[dict[str, Any]]:
    """Take them over, all or none."""
    asked = Asked(request)
    tracking = asked.runtime.services.one(Tracking)
    source = await _source(tracking.setting, request.headers.get(HEADER.lower(), ""), network_of(request))
    if isinstance(source, Refusal):
        return _refused(request, source, asked.now)
    sent = await api_body(request, NewObservations)
    report = await tracking.observe([one.observed for one in sent.observations], source)
    if isinstance(report, Refusal):
        return _refused(request, report, asked.now)
    answer = _answer(asked, report)
    return Response(answer, status_code=422 if answer.refused else 200)


async def _source(setting: Setting, key: str, network: str | None) -> str | Refusal:
    """The source whose key this is. ``doctrack.feed_key``, ``doctrack.too_many``."""
    keys = {name: one.secret.name for name, one in setting.said.sources.items() if one.kind == "api" and one.secret}
    name = program_of(setting.runtime, "doctrack.feed", keys, key) if key else None
    if name is not None:
        return await _slowed(setting, f"doctrack.caller:{name}", CALLS) or name
    guesser = f"doctrack.guess:{network_form(network)}" if network else None
    return (await _slowed(setting, guesser, GUESSES) if guesser else None) or Refusal("doctrack.feed_key")


async def _slowed(setting: Setting, name: str, brake: Brake) -> Refusal | None:
    attempts = Attempts(setting.runtime.keys, enforced=setting.runtime.strict)
    until = await setting.runtime.transact(lambda unit: attempts.spend({name: brake}, unit))
    return None if until is None else Refusal("doctrack.too_many", until=until)


def _refused(request: AnyRequest, refusal: Refusal, now: datetime) -> Response[dict[str, Any]]:
    status, until = _STATUS[refusal.code], refusal.facts.get("until")
    wait = int((until - now).total_seconds()) if isinstance(until, datetime) else 0
    headers = {"Retry-After": str(max(1, wait))} if status == 429 else {}
    return problem(request, refusal, status, headers=headers)


def _answer(asked: Asked, report: Report) -> ObservationsAnswer:
    say = asked.runtime.languages.say
    refused = [
        RefusedLine(line=one.line, code=one.code, detail=say(asked.language, one.refusal), word=one.word)
        for one in report.refused
    ]
    return ObservationsAnswer(
        new=report.new,
        repeated=report.repeated,
        changed=len(report.changed),
        unknown=list(report.unknown),
        refused=refused,
    )


def routes(setting: Setting) -> Routes:
    """``POST /api/v1/documents/observations`` where the file has a source that calls."""
    handler = post("/documents/observations", opt=described(_described(setting)), status_code=200)(observations)
    return Routes("api", [Router("/", route_handlers=[handler], exception_handlers={ApiBadRequest: on_bad_request})])


def _described(setting: Setting) -> ApiOperation:
    key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
    plan = setting.plan
    line = {
        "number": "000123456",
        "type": next(iter(plan.kinds), "passport"),
        "stage": next(iter(plan.stages), "accepted"),
        "at": "2026-11-24T10:00:00+02:00",
        "secret": "Kovalenko",
    }
    return ApiOperation(
        "observeDocuments",
        "What another system says of documents; a line that came before is taken once, in any order, all or nothing",
        {200: ApiAnswer("what came of it", ObservationsAnswer)},
        {
            400: "no JSON, or a member given twice",
            413: "too large",
            415: "said to be something else than JSON",
            422: "members are wrong, or lines that cannot be placed: then nothing was taken over",
            429: "a limit is reached; Retry-After says when to try again",
            403: "no key of a source that the city's file names",
        },
        [
            ApiParameter(HEADER, "header", key, "the key of the source"),
            ApiParameter("Accept-Language", "header", {"type": "string"}, "language of details", example="en"),
        ],
        body=NewObservations,
        body_example={"observations": [line]},
    )
