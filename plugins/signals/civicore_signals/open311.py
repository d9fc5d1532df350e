"""Open311 GeoReport v2: signals for other programs, at the place and in the forms that the standard names.

One handler answers everything under ``/open311``, because the format is the end of the address and an error must be
XML or JSON too, whatever was asked for.
"""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from litestar import Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException

from civicore import AnyRequest, Refusal, StoreBusy, language
from civicore_signals import open311_asking as asking
from civicore_signals import open311_reading as reading
from civicore_signals import open311_sending as sending
from civicore_signals.citizen import Here
from civicore_signals.open311_refusals import Denied, errors
from civicore_signals.open311_request import Address, Answer, Asked
from civicore_signals.open311_shapes import CONTENT_TYPES, Format, written

_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Link"}
log = logging.getLogger("civicore.open311")

_THINGS: Mapping[str, Mapping[tuple[str, bool], Any]] = {
    "discovery": {("GET", False): reading.discover},
    "services": {("GET", False): reading.all_services, ("GET", True): reading.one_service},
    "requests": {
        ("GET", False): reading.all_requests,
        ("GET", True): reading.one_request,
        ("POST", False): sending.file,
    },
    "tokens": {("GET", True): reading.one_token},
    "servicerequestupdates": {("GET", False): reading.all_updates, ("POST", False): sending.observe},
}
"""What there is, by method and by whether an id follows."""


async def answer(asked: Asked) -> Answer | Denied:
    """Find out what is asked for, and answer it."""
    possible = _possible(asked.address)
    if asked.address.format is None or not possible:
        return Denied.of(Refusal("open311.unknown_address"))
    wanted = next(iter(asked.query.get("jurisdiction_id", ())), None)
    refused = asking.jurisdiction(wanted or None, (asked.here.plan.open311.jurisdiction,))
    if refused is not None:
        return Denied.of(refused)
    found = possible.get(asked.request.method)
    if found is None:
        return Denied.of(Refusal("open311.method"))
    result: Answer | Denied = await found(asked)
    return result


def _respond(request: AnyRequest, format: Format | None, answer: Answer) -> Response[bytes]:
    shown: Format = format or "xml"
    headers = {"Vary": "Accept-Language", **(answer.headers or {})}
    if request.method in ("GET", "HEAD"):
        headers |= _CORS
    return Response(
        written(answer.document, shown), status_code=answer.status, media_type=CONTENT_TYPES[shown], headers=headers
    )


def _refuse(request: AnyRequest, denied: Denied) -> Response[bytes]:
    found = denied.document(Here(request).runtime.languages, language(request))
    address = Address.read(request.scope["path"])
    also = {"Retry-After": "60"} if denied.status in (429, 503) else {}
    if denied.status == 405:
        also["Allow"] = ", ".join(_allowed(address))
    return _respond(request, address.format, Answer(found, denied.status, also))


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the server itself refuses: a body that is too large, a form that is none."""
    found = errors(
        error.status_code, [_sentence(request, "open311.body" if error.status_code == 400 else "open311.refused")]
    )
    return _respond(request, Address.read(request.scope["path"]).format, Answer(found, error.status_code))


def on_failure(request: AnyRequest, error: Exception) -> Response[bytes]:
    """The database is busy, or a bug: logged with its place, without what was sent."""
    busy = isinstance(error, StoreBusy)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a request failed: %s in %s, line %s", type(error).__name__, frame.filename, frame.lineno)
    status = 503 if busy else 500
    return _refuse(request, Denied((Refusal("open311.failed"),), status))


def _sentence(request: AnyRequest, code: str) -> str:
    return Here(request).runtime.languages.say(language(request), Refusal(code))


@route(
    ["/open311", "/open311/{rest:path}"],
    http_method=[
        HttpMethod.GET,
        HttpMethod.POST,
        HttpMethod.PUT,
        HttpMethod.PATCH,
        HttpMethod.DELETE,
        HttpMethod.OPTIONS,
    ],
    exception_handlers={HTTPException: on_http_error, Exception: on_failure},
    include_in_schema=False,
)
async def open311(request: AnyRequest) -> Response[bytes]:
    """Everything of the standard."""
    address = Address.read(request.scope["path"])
    if request.method == "OPTIONS":
        return _options(address)
    found = await answer(Asked(request, address))
    return _refuse(request, found) if isinstance(found, Denied) else _respond(request, address.format, found)


def _options(address: Address) -> Response[bytes]:
    """What may be done here; other sites' pages may read, and nothing else."""
    headers = {"Allow": ", ".join(_allowed(address)), "Access-Control-Allow-Methods": "GET, HEAD"}
    if "GET" in _possible(address):
        headers["Access-Control-Allow-Origin"] = "*"
    return Response(b"", status_code=204, headers=headers)


def _possible(address: Address) -> Mapping[str, Any]:
    """What answers at an address, by method."""
    with_id = bool(address.id)
    return {method: found for (method, has_id), found in _THINGS.get(address.thing, {}).items() if has_id == with_id}


def _allowed(address: Address) -> list[str]:
    there = _possible(address)
    return [*(("GET", "HEAD") if "GET" in there else ()), *(("POST",) if "POST" in there else ()), "OPTIONS"]


HANDLERS = [open311]
