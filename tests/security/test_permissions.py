"""The permission matrix: every route and method, asked by nine kinds of callers."""

from __future__ import annotations

import re

import pytest

from civicore.web.openapi import ApiOperation
from tests.security.rights import BEARER, LAST, ROLES, Doors, Role, Row, Said, declared, routed, table
from tests.security.test_api import OPERATIONS
from tests.tools.reliability import Counted

INNARDS = re.compile(rb"Traceback|site-packages|\.py\b|litestar|piccolo|sqlite|asyncpg|uvicorn|OperationalError", re.I)
"""Words of the house that no answer says (S71)."""
pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("tests/security/roles")]


async def test_s48_every_route_has_its_line_in_the_table(doors: Doors) -> None:
    served = {(method, path) for path, method, _ in routed(doors.town.built)}
    written = {(row.method, row.path) for row in table()}
    assert served - written == set(), "new routes: write down in permissions.txt who may open them"
    assert written - served == set(), "lines of permissions.txt without a route"
    assert len(table()) == len(written)


async def test_s48_the_table_says_what_the_routes_declare(doors: Doors) -> None:
    said = {(path, method): declared(path, handler) for path, method, handler in routed(doors.town.built)}
    for row in table():
        declaration = said[row.path, row.method]
        if declaration == BEARER:
            assert row.who not in ("everybody", "link", "citizen", "staff"), row
        elif declaration is not None:
            assert row.who == declaration, row


async def test_programs_are_told_of_every_address_of_the_api_so_that_each_is_attacked(doors: Doors) -> None:
    """What the description leaves out, no tool would ask (tests/security/test_api.py)."""
    api = [(path, handler) for path, _, handler in routed(doors.town.built) if path.startswith("/api/")]
    assert [path for path, one in api if not isinstance(one.opt.get("operation"), ApiOperation)] == [
        "/api/v1/openapi.json"
    ]
    assert len(api) == OPERATIONS + 1


async def test_s48_every_right_is_held_by_some_and_not_by_others(doors: Doors) -> None:
    """Else the matrix would not see a route whose right nobody asks for."""
    for right in {right for row in table() if "." in row.who for right in row.who.partition("@")[0].split("+")}:
        held = [role for role in doors.rights if right in doors.rights[role]]
        assert "admin" in held
        assert len(held) < len(doors.rights), right


@pytest.mark.parametrize("role", ROLES)
async def test_s48_and_s58_and_s60_and_s71_each_of_the_nine_comes_in_where_the_table_says_so(
    doors: Doors, role: Role, counted: Counted
) -> None:
    rows = sorted(table(), key=lambda row: (row.path.endswith(LAST), row))
    wrong = []
    for row in rows:
        said = await doors.ask(role, row.method, row.path)
        if (
            not _as_written(row, role, said, doors)
            or not _closed(row, said)
            or INNARDS.search(said.body)
            or _asks_by_address(said)
        ):
            wrong.append(f"{row}  answered {said.status} {said.location} {said.headers.get('cache-control')}")
    counted(inputs=len(rows))
    await doors.sign_in(role)
    assert wrong == []


def _as_written(row: Row, role: Role, said: Said, doors: Doors) -> bool:
    if said.status >= 500:
        return False
    if row.admits(role, doors.rights):
        return not said.refused or row.path.endswith(LAST)
    return said.refused or (row.who == "device" and said.status == 404)


def _asks_by_address(said: Said) -> set[str]:
    """Personal data that a form would put into an address, and so into logs and histories (S58)."""
    forms = re.findall(rb"<form[^>]*method=\"get\".*?</form>", said.body, re.DOTALL | re.IGNORECASE)
    asked = {name.decode() for form in forms for name in re.findall(rb"<(?:input|textarea)[^>]*name=\"(\w+)\"", form)}
    return asked & {"email", "phone", "name", "first_name", "last_name", "code", "password", "address", "text"}


def _closed(row: Row, said: Said) -> bool:
    """What is for some only is kept by no cache (S60), nor is an error; but for the program of a kiosk."""
    program = said.headers.get("content-type", "").startswith("text/javascript")
    return program or (row.who == "everybody" and said.status < 400) or not said.kept
