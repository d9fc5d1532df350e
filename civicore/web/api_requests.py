"""How requests of programs are read: JSON bodies and addresses, and what is wrong with them as codes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from litestar import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from civicore.base.refusal import Refusal
from civicore.web.errors import problem
from civicore.web.forms import FieldError
from civicore.web.requests import AnyRequest, header, media_type

_CODES = {
    "missing": "field.missing_member",
    "extra_forbidden": "field.unknown",
    "string_too_short": "field.too_short",
    "string_too_long": "field.too_long",
    "too_long": "field.too_many",
    "greater_than_equal": "field.too_low",
    "less_than_equal": "field.too_high",
}
_BOUNDS = {"max_length": "count", "min_length": "count", "ge": "least", "le": "most"}
_MARK = re.compile(r"[!-~]{1,200}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})")
# Far from everything a city does, and far enough from the ends of the calendar to be moved between time zones.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class ApiBody(BaseModel):
    """A JSON object, or the parameters of an address, without members that nobody knows."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


T = TypeVar("T", bound=ApiBody)


class ApiBadRequest(Exception):
    """A request that cannot be answered: the status, the refusal, and which members are wrong."""

    def __init__(self, status: int, refusal: Refusal, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(refusal.code)
        self.status = status
        self.refusal = refusal
        self.errors = tuple(errors)


def instant(written: object) -> datetime:
    """An RFC 3339 date-time with its offset; what lies beyond any office's calendar counts as very far away."""
    if not isinstance(written, str) or _INSTANT.fullmatch(written) is None:
        raise PydanticCustomError("field.instant", "no RFC 3339 date-time")
    try:
        read = datetime.fromisoformat(written.upper())
    except ValueError as error:
        raise PydanticCustomError("field.instant", "no such date or time") from error
    if _FIRST.year < read.year < _LAST.year:
        return read.astimezone(UTC)
    return _FIRST if read.year <= _FIRST.year else _LAST


ApiInstant = Annotated[datetime, BeforeValidator(instant), WithJsonSchema({"type": "string", "format": "date-time"})]


async def api_body(request: AnyRequest, model: type[T]) -> T:
    """The JSON object that was sent.

    ApiBadRequest: 415 when it is said to be something else, 400 when it is no JSON or a member is given twice,
    422 when its members are wrong, with a code for each.
    """
    if media_type(request.scope) != "application/json":
        raise ApiBadRequest(415, Refusal("request.media_type"))
    raw = await request.body()
    try:
        _STRICT.decode(raw.decode())  # JSON is sent in UTF-8 (RFC 8259, 8.1)
    except (ValueError, RecursionError) as error:
        raise ApiBadRequest(400, Refusal("request.not_json")) from error
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False)):
            raise ApiBadRequest(400, Refusal("request.not_json")) from error
        raise unprocessable(_errors(error)) from error


def api_query(request: AnyRequest, model: type[T], *, several: frozenset[str] = frozenset()) -> T:
    """What the address asks; ApiBadRequest 422 when it is wrong. Only parameters in ``several`` may be given twice."""
    sent = request.query_params.dict()
    repeated = [name for name, values in sent.items() if len(values) > 1 and name not in several]
    if repeated:
        raise unprocessable([FieldError(name, Refusal("field.repeated", label=name)) for name in repeated])
    try:
        return model.model_validate({name: values if name in several else values[0] for name, values in sent.items()})
    except ValidationError as error:
        raise unprocessable(_errors(error)) from error


def idempotency_key(request: AnyRequest) -> str | None:
    """The client's mark of the request; ApiBadRequest 422 when it is not 1 to 200 visible ASCII signs."""
    mark = header(request.scope, b"idempotency-key")
    if mark is not None and _MARK.fullmatch(mark) is None:
        raise unprocessable([FieldError("Idempotency-Key", Refusal("field.wrong", label="Idempotency-Key"))])
    return mark


def unprocessable(errors: Sequence[FieldError]) -> ApiBadRequest:
    """Members are wrong."""
    return ApiBadRequest(422, Refusal("request.unprocessable"), errors)


def on_bad_request(request: AnyRequest, error: ApiBadRequest) -> Response[Any]:
    """Problem details for a request that cannot be read; an exception handler of routers."""
    return problem(request, error.refusal, error.status, errors=error.errors)


def _errors(error: ValidationError) -> list[FieldError]:
    found: dict[str, FieldError] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in one["loc"])[:100]
        code = one["type"] if "." in one["type"] else _CODES.get(one["type"], "field.wrong")
        context = one.get("ctx", {})
        bounds = {fact: context[name] for name, fact in _BOUNDS.items() if name in context}
        refusal = Refusal(code, label=path, name=path, **bounds)
        found.setdefault(path, FieldError(path, refusal))
    return list(found.values())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is given twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
