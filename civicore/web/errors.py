"""How errors are said: a page to people, problem details (RFC 9457) to programs; never a trace, path or version."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException, ServiceUnavailableException
from litestar.serialization import encode_json

from civicore.base.refusal import Refusal
from civicore.storage.delivering import described
from civicore.web.api_answers import JsonAnswer
from civicore.web.forms import FieldError
from civicore.web.pages import here, page, runtime
from civicore.web.refusals import mark
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.web")

CODES = {
    400: "request.invalid",
    401: "request.unauthorized",
    403: "request.forbidden",
    404: "request.not_found",
    405: "request.method_not_allowed",
    408: "request.too_slow",
    409: "request.conflict",
    410: "request.gone",
    413: "request.too_large",
    415: "request.media_type",
    422: "request.unprocessable",
    429: "request.too_many",
    500: "server.error",
    503: "server.unavailable",
}
_KEPT_HEADERS = ("allow", "retry-after", "www-authenticate")


def problem(
    request: AnyRequest,
    refusal: Refusal,
    status: int,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response[Any]:
    """Problem details for a refusal: ``code`` is stable, ``detail`` is said in the caller's language.

    ``errors`` name the fields that are wrong, each with its own code; ``members`` are added as they are.
    """
    languages, language = runtime(request).languages, here(request).language
    mark(request.scope, refusal)
    title = languages.say(language, Refusal(CODES.get(status, "request.invalid")))
    body: dict[str, Any] = {
        "type": f"urn:civicore:problem:{refusal.code}",
        "title": title,
        "status": status,
        "detail": languages.say(language, refusal),
        "code": refusal.code,
        **members,
    }
    if errors:
        body["errors"] = [
            {"field": one.field, "code": one.refusal.code, "detail": languages.say(language, one.refusal)}
            for one in errors
        ]
    return JsonAnswer(
        encode_json(body),
        status_code=status,
        media_type="application/problem+json",
        headers={"Content-Language": language, "Cache-Control": "no-store", **(headers or {})},
    )


def refused(request: AnyRequest, refusal: Refusal, status: int) -> Response[Any]:
    """A whole answer that only says why not: a page to people, problem details to programs."""
    if for_program(request):
        return problem(request, refusal, status)
    return page(request, "error.html", status=status, personal=True, refusal=refusal)


def for_program(request: AnyRequest) -> bool:
    """Is this one of the programs' addresses?"""
    return here(request).path.startswith(("/api/", "/hooks/", "/demo")) or here(request).path == "/api"


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """An error with a status of its own, such as 404."""
    if error.status_code >= 500 and error.status_code != 503:
        return on_unexpected(request, error)
    if error.status_code == 404 and request.scope["path"] in request.app.state.get("gone", ()):
        error = HTTPException(status_code=410)
    extra = error.extra if isinstance(error.extra, dict) else {}
    refusal = Refusal(str(extra.get("code") or CODES.get(error.status_code, "request.invalid")))
    kept = {name: value for name, value in (error.headers or {}).items() if name.lower() in _KEPT_HEADERS}
    if for_program(request):
        return problem(request, refusal, error.status_code, headers=kept, **_places(error))
    shown = here(request).request_id if error.status_code >= 500 else ""
    status = error.status_code
    return page(request, "error.html", status=status, personal=True, headers=kept, refusal=refusal, request_id=shown)


def on_unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """A bug: logged once with its place and the id that the person is shown, and staff are told.

    The address is not logged, and not the error's text: a database's quotes the row that it refuses.
    """
    request_id, place = here(request).request_id, _place(request)
    log.error("request %s failed in %s: %s", request_id, place, described(error))
    runtime(request).failures.note(place, request_id)
    refusal = Refusal("server.error")
    if for_program(request):
        return problem(request, refusal, 500, request_id=request_id)
    try:
        return page(request, "error.html", status=500, personal=True, refusal=refusal, request_id=request_id)
    except Exception as broken:  # the page itself may be what is broken, in a city's own template
        log.error("the page for request %s could not be drawn: %s", request_id, described(broken))
        sentence = runtime(request).languages.say(here(request).language, refusal)
        return Response(f"{sentence} {request_id}", status_code=500, media_type="text/plain")


def on_busy(request: AnyRequest, error: Exception) -> Response[Any]:
    """The database is busy or away: nothing is wrong with the request, it may come again in a moment."""
    log.warning("request %s met a database that is away: %s", here(request).request_id, type(error).__name__)
    return on_http_error(request, ServiceUnavailableException(headers={"Retry-After": "5"}))


def _place(request: AnyRequest) -> str:
    """The function that answers such a request; the way to it fails without one."""
    handler = request.scope.get("route_handler")
    return f"{handler.fn.__module__}.{handler.fn.__qualname__}" if handler is not None else __name__


def _places(error: HTTPException) -> dict[str, Any]:
    """Which parameters or fields were wrong, without what was sent in them."""
    if error.status_code != 400 or not isinstance(error.extra, list):
        return {}
    keys = [str(one["key"]) for one in error.extra if isinstance(one, dict) and one.get("key")]
    return {"errors": [{"field": key, "code": "field.wrong"} for key in keys]} if keys else {}
