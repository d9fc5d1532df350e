"""A password alone opens no page of the staff, of whichever plugin, nor does it change anything (S40)."""

# No postponed annotations: Litestar reads those of handlers.

from collections.abc import Iterable

import pytest
from litestar import MediaType, get, post

from civicore import Routes, Runtime, hookimpl
from civicore.information.plugin import InformationPlugin
from tests.security.fortress import running
from tests.security.rights import FILE, Doors, table
from tests.tools.reliability import Counted

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("tests/security/roles")]
BEFORE = ("everybody", "link", "half", "leaving")
"""Who comes in without any factor, with the one, or goes."""
PLUGINS = ("booking", "bots", "documents", "queue", "signals")


async def test_s40_a_password_alone_opens_no_page_of_the_whole_router(doors: Doors, counted: Counted) -> None:
    """Pages, forms, and the addresses of programs, which know no session at all."""
    await doors.enter_half()
    assert (await doors.ask("half", "GET", "/desk/second-factor")).status == 200, "the session is a session"
    before = await doors.town.contents()
    shut = [row for row in table() if row.who not in BEFORE]
    for row in shut:
        said = await doors.ask("half", row.method, row.path)
        assert said.refused or (row.who == "device" and said.status == 404), f"{row}  answered {said.status}"
    after = await doors.town.contents()
    assert {name for name in after if after[name] != before[name]} <= {"core_session"}
    asked = {row.path for row in shut}
    assert all(any(one.startswith(f"/desk/{plugin}") for one in asked) for plugin in PLUGINS)
    counted(inputs=len(shut))


async def test_s40_the_second_factor_itself_cannot_be_set_up_anew_by_a_password(doors: Doors) -> None:
    await doors.enter_half()
    for row in table():
        if row.path.startswith("/desk/second-factor/") and row.who == "staff":
            assert (await doors.ask("half", row.method, row.path)).refused, row


@get("/desk/newcomer", media_type=MediaType.TEXT)
async def newcomer() -> str:
    """A page of somebody who has never heard of a second factor."""
    return "secret"


@post("/desk/newcomer", media_type=MediaType.TEXT)
async def send_newcomer() -> str:
    """And a form of theirs."""
    return "secret"


class Newcomer(InformationPlugin):
    """A plugin with a page more."""

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterable[Routes]:
        return (*super().register_routes(runtime), Routes("desk", [newcomer, send_newcomer]))


async def test_s40_nor_a_new_plugins_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.reading.InformationPlugin", Newcomer)
    async with running(FILE) as town:
        doors = Doors(town)
        await doors.enter_half()
        await doors.sign_in("admin")
        path = next(one for one in town.routes if one.endswith("newcomer"))
        for method in ("GET", "POST"):
            for role in ("half", "anonymous"):
                said = await doors.ask(role, method, path)
                assert said.refused and b"secret" not in said.body, (role, method)
            assert b"secret" in (await doors.ask("admin", method, path)).body
