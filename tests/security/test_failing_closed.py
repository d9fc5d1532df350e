"""Where something is not as it should be nobody comes in, nothing is believed, and nothing is shown of the inside."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from civicore.demo.staff import PASSWORD
from civicore.people.attempts import Attempts
from civicore.people.principals import Principal
from civicore.people.team import People
from civicore.storage.transaction import StoreBusy
from civicore.web.openapi import ApiOperation
from tests.security.rights import CITIZENS, Doors, routed

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("tests/security/roles")]


@pytest.mark.parametrize("broken", ["behind", "with_token"])
async def test_s72_where_nobody_knows_who_is_asking_nobody_comes_in(
    doors: Doors, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(People, broken, fails)
    address = "/desk/staff" if broken == "behind" else "/api/v1/desk/bookings?office=hall"
    assert (await doors.ask("admin", "GET", address)).status == 503
    monkeypatch.undo()
    assert (await doors.ask("admin", "GET", address)).status == 200


async def test_s72_where_rights_cannot_be_judged_nobody_comes_in(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(Principal, "may", fails)
    for address in ("/desk/staff", "/desk/audit", "/api/v1/desk/bookings?office=hall"):
        assert (await doors.ask("admin", "GET", address)).status == 500, address


async def test_s72_where_tries_cannot_be_counted_nobody_signs_in(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(Attempts, "spend", fails)
    body = urlencode({"email": "admin@fortress.example", "password": PASSWORD}).encode()
    assert (await doors.ask("anonymous", "POST", "/desk/sign-in", body)).status == 503
    body = urlencode({"email": CITIZENS["citizen"], "password": PASSWORD}).encode()
    assert (await doors.ask("anonymous", "POST", "/account/sign-in", body)).status == 503


async def test_s67_of_a_parameter_given_twice_none_is_believed(doors: Doors) -> None:
    """The API refuses it; a form does (tests/web/test_forms.py); and what a query says is no part of a body."""
    twice = await doors.ask("anonymous", "GET", "/api/v1/availability?agenda=cards&agenda=wedding")
    assert twice.status in (400, 422)
    body = urlencode({"password": PASSWORD}).encode()
    said = await doors.ask("anonymous", "POST", "/desk/sign-in?email=admin@fortress.example", body)
    assert said.status == 422


async def test_s66_no_program_sends_more_than_is_asked_for(doors: Doors) -> None:
    """Every body of the API, and every object in it, refuses members that it does not name."""
    operations = [handler.opt.get("operation") for _, _, handler in routed(doors.town.built)]
    bodies = {one.body for one in operations if isinstance(one, ApiOperation) and one.body is not None}
    assert len(bodies) > 10
    for body in bodies:
        schema = body.model_json_schema()
        for name, part in {"": schema, **schema.get("$defs", {})}.items():
            if part.get("type") == "object" and "properties" in part:
                assert part.get("additionalProperties") is False, (body, name)


async def test_s57_nothing_shows_how_the_program_works_inside(doors: Doors) -> None:
    assert not doors.town.built.app.debug
    assert doors.town.built.app.openapi_config is None
    for address in ("/metrics", "/schema", "/docs", "/debug", "/trace", "/api/v1/docs", "/.env", "/.git/config"):
        for role in ("anonymous", "admin"):
            assert (await doors.ask(role, "GET", address)).status in (302, 401, 403, 404), address
