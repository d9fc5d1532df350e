"""Who may do what at the desk: every page for every role, tokens, audit log, messages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.parts import Card, HealthProbe
from civicore.extension.registry import Quarantined
from civicore.people.accounts import Account
from civicore.people.keeping import retention, tidy
from civicore.people.principals import Principal
from civicore.people.staff import Person
from civicore.people.tables import SessionRow, StaffRow, TryRow
from civicore.people.team import People
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.cookies import Cookies
from tests.people.colleague import Colleague, acting, audit, employ, stranger

pytestmark = pytest.mark.anyio

ROLES = """\
security: {staff: {mfa: optional}}
roles:
  reader: {name: {en: Reader}, can: [audit.read]}
  switcher: {name: {en: Switcher}, can: [suspension.switch]}
  helper: {name: {en: Helper}, can: [messages.read], departments: [registry]}
  revealer: {name: {en: Revealer}, can: [messages.read, messages.reveal]}
  manager: {name: {en: Manager}, can: [staff.manage]}
  chief: {name: {en: Chief}, can: all}
"""
EVERYBODY = {"reader", "switcher", "helper", "revealer", "manager", "chief"}
ABOUT = f"note:{uuid4()}"
PAGES = {
    "": EVERYBODY,
    "/profile": EVERYBODY,
    "/profile/password": EVERYBODY,
    "/suspension": {"switcher", "chief"},
    "/suspension/crisis": {"switcher", "chief"},
    "/audit": {"reader", "chief"},
    "/staff": {"manager", "chief"},
    "/staff/invite": {"manager", "chief"},
    "/tokens": {"manager", "chief"},
    f"/messages?about={ABOUT}": {"helper", "revealer", "chief"},
}
OPEN = {"/sign-in", "/second-factor", "/second-factor/set-up", "/sign-out", "/forgotten", "/link/{token:str}"}


@pytest.fixture
def written(written: str) -> str:
    return written + ROLES


@pytest.fixture
async def letter(town: Built) -> str:
    """A message that was written about something."""

    async def work(unit: UnitOfWork) -> None:
        words = {"name": "Ann", "link": "https://town.test/x"}
        await unit.send(
            "people.invite", channel="email", to="ann@example.org", language="en", context=words, about=ABOUT
        )

    await town.runtime.transact(work)
    return ABOUT


@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_s48_each_role_opens_its_pages_and_no_other(
    town: Built, browser: Colleague, letter: str, role: str
) -> None:
    await browser.sign_in(await employ(town, "Jana Malá", role))
    opened = {path for path in PAGES if (await browser.get(path)).status_code == 200}
    refused = {path for path in PAGES if (await browser.get(path)).status_code == 403}
    assert opened == {path for path, roles in PAGES.items() if role in roles}
    assert refused == set(PAGES) - opened
    menu = (await browser.get("")).text
    for path in ("/suspension", "/audit", "/staff", "/tokens"):
        assert (f'href="/en/desk{path}"' in menu) is (path in opened)


async def test_s48_whoever_is_not_signed_in_opens_only_what_was_made_for_them(town: Built, browser: Colleague) -> None:
    desk = [route for route in town.app.routes if isinstance(route, HTTPRoute) and route.path.startswith("/desk")]
    assert len(desk) > 20
    for route in desk:
        handlers = {one for method, (one, _) in route.route_handler_map.items() if method in ("GET", "POST")}
        is_open = route.path.removeprefix("/desk") in OPEN
        assert {bool(handler.opt.get("desk_open")) for handler in handlers} == {is_open}, route.path
        path = route.path.replace("{token:str}", "x").replace("{id:uuid}", str(uuid4()))
        path = re.sub(r"{\w+:str}", "x", path)
        if "GET" in route.methods and not is_open:
            answer = await browser.client.get(f"/en{path}")
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/en/desk/sign-in")


async def test_post_without_a_session_changes_nothing(town: Built, browser: Colleague) -> None:
    page = await browser.get("/sign-in")
    token = page.text.partition('name="_csrf" value="')[2].partition('"')[0]
    typed = {"_csrf": token, "active": "true", "reason": "water"}
    answer = await browser.client.post("/en/desk/suspension/crisis", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/sign-in")
    assert await audit(town) == []


async def test_s27_a_forged_post_is_refused(town: Built, browser: Colleague) -> None:
    await browser.sign_in(await employ(town, role="chief"))
    typed = {"active": "true", "reason": "water"}
    assert (await browser.client.post("/en/desk/suspension/crisis", data=typed)).status_code == 403
    assert (await browser.client.post("/en/desk/sign-out")).status_code == 403
    assert (await browser.get("")).status_code == 200


async def test_s21_cookies_are_bound_to_the_host_over_https(town: Built, browser: Colleague) -> None:
    account = await employ(town, role="chief")
    answer = await browser.sign_in(account)
    kept = [line for line in answer.headers.get_list("set-cookie") if "desk" in line]
    assert len(kept) == 2
    for line in kept:
        lowered = line.lower()
        assert "httponly" in lowered
        assert "samesite=lax" in lowered
        assert "domain" not in lowered
    secure = Cookies(secure=True)
    assert secure.named("desk") == "__Host-desk"
    assert secure.make(secure.named("desk"), "x").secure


async def test_a_role_changes_at_once_for_open_sessions(town: Built, team: People, browser: Colleague) -> None:
    boss, account = await employ(town, "Petr Novák", "chief"), await employ(town, "Jana Malá", "reader")
    await browser.sign_in(account)
    assert (await browser.get("/audit")).status_code == 200
    person = Person(account.name, account.email, "switcher", "en")
    assert await team.staff.change(account.id, person, acting(boss)) is None
    assert (await browser.get("/audit")).status_code == 403
    assert ("staff.changed", boss.subject, account.subject) in await audit(town)


async def test_departments_are_those_of_the_role_and_of_the_account(team: People, town: Built) -> None:
    account = await employ(town, "Jana Malá", "helper", departments=("registry", "transport"))
    token = await town.runtime.transact(
        lambda unit: team.tokens.issue("staff", str(account.id), "test", acting(account), unit)
    )
    found = await team.with_token(token)
    assert found is not None
    assert found.departments == ("registry",)
    assert found.may("messages.read")
    assert found.may("messages.read", "registry")
    assert not found.may("messages.read", "transport")
    assert not found.may("audit.read", "registry")


async def test_the_last_one_who_manages_stays(town: Built, team: People, browser: Colleague) -> None:
    boss, other = await employ(town, "Petr Novák", "manager"), await employ(town, "Jana Malá", "reader")
    assert await team.staff.set_state(boss.id, False, acting(boss)) == Refusal("staff.yourself")
    assert await team.staff.set_state(boss.id, False, acting(other)) == Refusal("staff.last_manager")
    lower = Person(boss.name, boss.email, "reader", "en")
    assert await team.staff.change(boss.id, lower, acting(other)) == Refusal("staff.last_manager")
    assert await team.staff.change(boss.id, lower, acting(boss)) == Refusal("staff.yourself")
    assert await team.staff.invite(Person("X", "petr@TOWN.example", "reader", "en"), acting(boss)) == Refusal(
        "staff.known"
    )
    assert not [line for line in await audit(town) if line[0] != "staff.added"]


async def test_the_pages_of_one_account(town: Built, team: People, browser: Colleague) -> None:
    boss, other = await employ(town, "Petr Novák", "chief"), await employ(town, "Jana Malá", "reader")
    await browser.sign_in(boss)
    answer = await browser.submit(
        f"/staff/{other.id}", {"name": "Jana Velká", "role": "switcher"}, action=str(other.id)
    )
    assert answer.headers["location"] == "/en/desk/staff?told=changed"
    await browser.submit(f"/staff/{other.id}", {}, action="/disable")
    changed = await team.staff.one(other.id)
    assert changed is not None
    assert (changed.name, changed.role, changed.state) == ("Jana Velká", "switcher", "disabled")
    await browser.submit(f"/staff/{other.id}", {}, action="/enable")
    assert (await browser.get(f"/staff/{uuid4()}")).status_code == 404
    answer = await browser.submit(f"/staff/{other.id}", {"name": "", "role": "king"}, action=str(other.id))
    assert answer.status_code == 422


async def test_tokens_open_the_api_until_they_are_revoked(town: Built, team: People, browser: Colleague) -> None:
    boss = await employ(town, role="chief")
    await browser.sign_in(boss)
    shown = await browser.submit("/tokens", {"whose": boss.subject, "name": "statistics"})
    token = shown.text.partition('class="secret long">')[2].partition("<")[0]
    bearer = {"Authorization": f"Bearer {token}"}
    async with stranger(town, "198.51.100.7") as program:
        assert (await program.client.get("/en/desk/audit", headers=bearer)).status_code == 200
        await browser.submit("/tokens", {}, action="/revoke")
        refused = await program.client.get("/en/desk/audit", headers=bearer)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert [one for one, _, _ in await audit(town)][-2:] == ["token.issued", "token.revoked"]
    assert token not in str(await _all(town, AuditRow))


async def test_a_device_is_no_member_of_staff(town: Built, team: People, browser: Colleague) -> None:
    by = Principal("staff", "x", "x")
    token = await town.runtime.transact(lambda unit: team.tokens.issue("device", "hall.printer", "kiosk", by, unit))
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await browser.client.get("/en/desk", headers=bearer)).status_code == 303
    found = await team.with_token(token)
    assert found is not None
    assert (found.kind, found.id, found.actor) == ("device", "hall.printer", "device:hall.printer")


async def test_a_token_of_a_disabled_account_is_dead(town: Built, team: People) -> None:
    boss, account = await employ(town, "Petr Novák", "chief"), await employ(town, "Jana Malá", "chief")
    token = await town.runtime.transact(
        lambda unit: team.tokens.issue("staff", str(account.id), "test", acting(account), unit)
    )
    assert await team.with_token(token) is not None
    await team.staff.set_state(account.id, False, acting(boss))
    assert await team.with_token(token) is None
    await team.staff.set_state(account.id, True, acting(boss))
    assert await team.with_token(token) is None


async def test_t11_messages_are_masked_until_somebody_asks_and_that_is_written_down(
    town: Built, browser: Colleague, letter: str
) -> None:
    await browser.sign_in(await employ(town, role="revealer"))
    path = f"/messages?about={letter}"
    shown = await browser.get(path)
    assert "a…@example.org" in shown.text
    assert "ann@example.org" not in shown.text
    assert "https://town.test/x" not in shown.text
    revealed = await browser.submit(path, {})
    assert revealed.status_code == 200
    assert "ann@example.org" in revealed.text
    assert "https://town.test/x" in revealed.text
    assert ("messages.revealed", letter) in [(action, subject) for action, _, subject in await audit(town)]
    assert (await browser.get(f"/messages?about=note:{uuid4()}")).status_code == 404
    assert (await browser.get("/messages?about=note")).status_code == 400


async def test_who_may_only_read_cannot_reveal(town: Built, browser: Colleague, letter: str) -> None:
    await browser.sign_in(await employ(town, role="helper"))
    shown = await browser.get(f"/messages?about={letter}")
    assert "Show recipients" not in shown.text
    token = shown.text.partition('name="_csrf" value="')[2].partition('"')[0]
    answer = await browser.client.post(f"/en/desk/messages?about={letter}", data={"_csrf": token})
    assert answer.status_code == 403


async def test_the_audit_log_is_filtered(town: Built, browser: Colleague, clock: DemoClock) -> None:
    account = await employ(town, role="reader")
    await browser.sign_in(account)
    await browser.submit("", {}, action="/sign-out")
    clock.advance(timedelta(days=1))
    await browser.sign_in(account)

    def lines(html: str) -> int:
        return html.count("<tr>") - 1

    assert lines((await browser.get("/audit")).text) == 4
    assert lines((await browser.get("/audit", action="sign_in.done")).text) == 2
    assert lines((await browser.get("/audit", actor=account.subject, since="25. 11. 2026")).text) == 1
    assert lines((await browser.get("/audit", until="2026-11-24")).text) == 3
    assert (await browser.get("/audit", since="yesterday")).status_code == 422
    assert "Nothing is written down" in (await browser.get("/audit", subject="booking:1")).text


async def test_front_page_tells_what_is_wrong(town: Built, team: People, browser: Colleague) -> None:
    async def ill() -> str:
        return "the lift is stuck"

    async def broken(request: object) -> tuple[str, dict[str, object]]:
        raise RuntimeError("a card of a plugin")

    cards = [*team.cards, Card("x.broken", "suspension.switch", broken, order=1)]
    team.furnish(
        team.menu, team.permissions, cards, [HealthProbe("x.lift", ill)], [Quarantined("lostfound", "no file")]
    )
    await browser.sign_in(await employ(town, role="switcher"))
    front = await browser.get("")
    assert front.status_code == 200
    assert "the lift is stuck" in front.text
    assert "The plugin lostfound is not used." in front.text
    async with stranger(town, "198.51.100.7") as other:
        await other.sign_in(await employ(town, "Petr Novák", "helper"))
        assert "the lift is stuck" not in (await other.get("")).text


async def test_s61_a_disabled_account_goes_with_its_last_audit_line(
    town: Built, team: People, browser: Colleague, clock: DemoClock
) -> None:
    boss, account = await employ(town, "Petr Novák", "chief"), await employ(town, "Jana Malá", "reader")
    await browser.sign_in(account)
    await team.staff.set_state(account.id, False, acting(boss))
    kept = retention(town.runtime)
    assert await kept.expire() == 0
    exported = json.dumps(await kept.export(account.email), ensure_ascii=False)
    assert "Jana Malá" in exported
    assert "sign_in.done" in exported
    assert await kept.erase(boss.email) == 0
    assert await kept.erase(account.email) == 1
    assert "Jana" not in str(await _all(town, StaffRow))
    assert await kept.export(account.email) == []


async def test_what_nobody_can_use_is_tidied(town: Built, browser: Colleague, clock: DemoClock) -> None:
    await browser.sign_in(await employ(town, role="chief"))
    clock.advance(timedelta(days=3))
    await tidy(town.runtime)
    assert await _all(town, SessionRow) == []
    assert await _all(town, TryRow) == []


async def _all(town: Built, table: type[AuditRow | SessionRow | StaffRow | TryRow]) -> list[dict[str, object]]:
    async with town.runtime.store.reading():
        return await table.select()


def test_an_account_is_named_by_its_id_alone() -> None:
    account = Account(uuid4(), "a@b.example", "A", "reader", None, "en", "active", False)
    assert account.subject == f"staff:{account.id}"
