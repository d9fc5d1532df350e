"""The description of the API (OpenAPI 3.1), put together from what each operation says of itself.

A handler of the area ``api`` carries an ``ApiOperation``: ``@get("/things", opt=described(ApiOperation(...)))``.
What the city's file decides, such as the agendas there are, is said by the schemas that its author gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from litestar import Litestar, Response, get
from litestar.routes import HTTPRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from civicore.web.pages import runtime
from civicore.web.requests import AnyRequest

Schema = Mapping[str, Any]
_KEY = "operation"
_VERSION = "1"  # of the API, as in its addresses
_REF = "#/components/schemas/{model}"
_JSON, _PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True)
class ApiParameter:
    """Something asked in the path, the query or a header."""

    name: str
    place: Literal["path", "query", "header"]
    schema: Schema
    meaning: str
    required: bool = False
    example: object = None


@dataclass(frozen=True)
class ApiAnswer:
    """An answer of success. ``headers`` are schemas by name, sent always."""

    meaning: str
    model: type[BaseModel]
    headers: Mapping[str, Schema] = field(default_factory=dict)
    example: object = None
    media_type: str = _JSON


@dataclass(frozen=True)
class ApiOperation:
    """What one operation does, takes and answers.

    ``problems`` says by status when the answer is problem details. ``body_schema`` stands for the model's own where
    the city's file says more. ``bearer``: the token of a member of staff or a device is ``needed`` or ``taken``.
    """

    id: str
    summary: str
    answers: Mapping[int, ApiAnswer]
    problems: Mapping[int, str] = field(default_factory=dict)
    parameters: Sequence[ApiParameter] = ()
    body: type[BaseModel] | None = None
    body_schema: Schema | None = None
    body_example: object = None
    bearer: Literal["needed", "taken"] | None = None
    description: str = ""
    body_needed: bool = True


class FieldProblem(BaseModel):
    """What is wrong with one member of the request; ``field`` is its path, such as ``fields.email``."""

    field: str
    code: str
    detail: str | None = None


class Problem(BaseModel):
    """Problem details (RFC 9457). ``code`` is stable; ``title`` and ``detail`` are in the language asked for.

    ``facts`` are what the sentence tells, such as the nearest free time.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, Any] | None = None
    errors: list[FieldProblem] | None = None
    request_id: str | None = None


def described(operation: ApiOperation) -> dict[str, Any]:
    """What a handler takes as ``opt``."""
    return {_KEY: operation}


def document(app: Litestar, title: str, server: str) -> dict[str, Any]:
    """The whole description of the operations that are served."""
    operations = sorted(_operations(app), key=lambda one: (one[0], one[1]))
    models = _models([operation for _, _, operation in operations])
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in operations:
        paths.setdefault(path, {})[method] = _operation(operation, models.names)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": _VERSION},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": models.schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


@get("/openapi.json", media_type=_JSON)
async def description(request: AnyRequest) -> Response[dict[str, Any]]:
    """The description itself; it does not change while the city runs."""
    city = runtime(request).city.deployment
    said = document(request.app, f"{city.name} – CivicCore", runtime(request).address)
    return Response(said, headers={"Cache-Control": "public, max-age=300"})


@dataclass(frozen=True)
class _Models:
    schemas: dict[str, Any]
    names: Mapping[tuple[type[BaseModel], str], Schema]


def _operations(app: Litestar) -> Iterator[tuple[str, str, ApiOperation]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            operation = handler.opt.get(_KEY)
            if isinstance(operation, ApiOperation):
                for method in handler.http_methods:
                    yield route.path_format, method.lower(), operation


def _models(operations: Sequence[ApiOperation]) -> _Models:
    wanted: dict[tuple[type[BaseModel], str], None] = {(Problem, "serialization"): None}
    for operation in operations:
        wanted |= {(answer.model, "serialization"): None for answer in operation.answers.values()}
        if operation.body is not None:
            wanted[operation.body, "validation"] = None
    names, defs = models_json_schema(list(wanted), ref_template=_REF)  # type: ignore[arg-type]
    return _Models(defs["$defs"], names)  # type: ignore[arg-type]


def _operation(operation: ApiOperation, names: Mapping[tuple[type[BaseModel], str], Schema]) -> dict[str, Any]:
    said: dict[str, Any] = {"operationId": operation.id, "summary": operation.summary}
    if operation.description:
        said["description"] = operation.description
    if operation.parameters:
        said["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.body is not None:
        schema = operation.body_schema or names[operation.body, "validation"]
        content = {"schema": schema, **_example(operation.body_example)}
        said["requestBody"] = {"required": operation.body_needed, "content": {_JSON: content}}
    said["responses"] = {
        **{str(status): _answer(one, names) for status, one in operation.answers.items()},
        **{str(status): _problem(meaning, names) for status, meaning in sorted(operation.problems.items())},
    }
    if operation.bearer:
        said["security"] = [{"bearer": []}, *([{}] if operation.bearer == "taken" else [])]
    return said


def _parameter(one: ApiParameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": one.place,
        "required": one.required or one.place == "path",
        "description": one.meaning,
        "schema": one.schema,
        **_example(one.example),
    }


def _answer(one: ApiAnswer, names: Mapping[tuple[type[BaseModel], str], Schema]) -> dict[str, Any]:
    content = {"schema": names[one.model, "serialization"], **_example(one.example)}
    headers = {name: {"required": True, "schema": schema} for name, schema in one.headers.items()}
    return {
        "description": one.meaning,
        "content": {one.media_type: content},
        **({"headers": headers} if headers else {}),
    }


def _problem(meaning: str, names: Mapping[tuple[type[BaseModel], str], Schema]) -> dict[str, Any]:
    return {"description": meaning, "content": {_PROBLEM: {"schema": names[Problem, "serialization"]}}}


def _example(example: object) -> dict[str, Any]:
    return {} if example is None else {"example": example}
