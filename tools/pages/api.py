"""The page of the API: every operation that a shipped city serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from civicore.web.openapi import document
from tools.pages.shipped import built

INTRODUCTION = """\
# API

Made by `make docs` from the operations that the shipped cities serve. Each city describes its own, with the fields
and words of its file, at `/api/v1/openapi.json` (OpenAPI 3.1). Errors are problem details (RFC 9457) with a stable
`code`; unknown members of a body are refused. **Bearer** is the token of a member of staff or of a device.
"""


def page() -> str:
    """The whole document."""
    operations: dict[tuple[str, str], Mapping[str, Any]] = {}
    for city in built():
        for path, methods in document(city.app, "", "")["paths"].items():
            operations |= {(path, method): said for method, said in methods.items()}
    lines = (line for key in sorted(operations) for line in _operation(*key, operations[key]))
    return "\n".join([INTRODUCTION, *lines]).rstrip() + "\n"


def _operation(path: str, method: str, said: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {method.upper()} {path}\n"
    yield f"{said['summary']}\n"
    if told := said.get("description"):
        yield f"{told}\n"
    if (security := said.get("security")) is not None:
        yield "Bearer: needed.\n" if len(security) == 1 else "Bearer: taken, not needed.\n"
    if asked := said.get("parameters"):
        yield from ("| asked | in | meaning |", "| --- | --- | --- |", *map(_parameter, asked), "")
    yield from ("| answer | meaning |", "| --- | --- |")
    yield from (f"| {status} | {_cell(answer['description'])} |" for status, answer in said["responses"].items())
    yield ""


def _parameter(one: Mapping[str, Any]) -> str:
    needed = "" if one["required"] else " (optional)"
    return f"| `{one['name']}`{needed} | {one['in']} | {_cell(one['description'])} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
