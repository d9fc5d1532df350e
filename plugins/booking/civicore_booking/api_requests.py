"""How requests of the API are read: JSON bodies, and what is wrong with them as codes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from civicore import AnyRequest, FieldError, Refusal
from civicore_booking.api_bodies import Body

T = TypeVar("T", bound=Body)
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


class BadRequest(Exception):
    """A request that cannot be answered: the status, the refusal, and which members are wrong."""

    def __init__(self, status: int, refusal: Refusal, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(refusal.code)
        self.status = status
        self.refusal = refusal
        self.errors = tuple(errors)


async def body(request: AnyRequest, model: type[T]) -> T:
    """The JSON object that was sent.

    BadRequest: 415 when it is said to be something else, 400 when it is no JSON or a member is given twice,
    422 when its members are wrong, with a code for each.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadRequest(415, Refusal("request.media_type"))
    raw = await request.body()
    try:
        json.loads(raw, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest(400, Refusal("request.not_json")) from error
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False)):
            raise BadRequest(400, Refusal("request.not_json")) from error
        raise unprocessable(_errors(error)) from error


def query(request: AnyRequest, model: type[T], *, several: frozenset[str] = frozenset()) -> T:
    """What the address asks; BadRequest 422 when it is wrong. Only parameters in ``several`` may be given twice."""
    sent = request.query_params.dict()
    repeated = [name for name, values in sent.items() if len(values) > 1 and name not in several]
    if repeated:
        raise unprocessable([FieldError(name, Refusal("field.repeated", label=name)) for name in repeated])
    try:
        return model.model_validate({name: values if name in several else values[0] for name, values in sent.items()})
    except ValidationError as error:
        raise unprocessable(_errors(error)) from error


def idempotency_key(request: AnyRequest) -> str | None:
    """The client's mark of the request; BadRequest 422 when it is not 1 to 200 visible ASCII signs."""
    mark = request.headers.get("idempotency-key")
    if mark is not None and _MARK.fullmatch(mark) is None:
        raise unprocessable([FieldError("Idempotency-Key", Refusal("field.wrong", label="Idempotency-Key"))])
    return mark


def unprocessable(errors: Sequence[FieldError]) -> BadRequest:
    """Members are wrong."""
    return BadRequest(422, Refusal("request.unprocessable"), errors)


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
