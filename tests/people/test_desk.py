"""Who may do what at the desk: every page for every role, tokens, audit log, messages."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute

from civicore.app import Built
from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.staff import Person
from civicore.people.team import People
from civicore.web.cookies import Cookies
from tests.people.colleague import ABOUT, ROLES, Colleague, acting, audit, employ

pytestmark = pytest.mark.anyio

EVERYBODY = {"reader", "switcher", "helper", "revealer", "stranger", "manager", "chief"}
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
OPEN = {
    "/sign-in",
    "/sign-in/directory",
    "/sign-in/directory/back",
    "/second-factor",
    "/second-factor/key",
    "/second-factor/key-answer",
    "/second-factor/set-up",
    "/sign-out",
    "/forgotten",
    "/link/{token:str}",
}


@pytest.fixture
def written(written: str) -> str:
    return written + ROLES


@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_s48_each_role_opens_its_pages_and_no_other(
    town: Built, browser: Colleague, letter: str, role: str
) -> None:
    await browser.sign_in(await employ(town, "Jana Malá", role))
    answers = {path: (await browser.get(path)).status_code for path in PAGES}
    opened = {path for path, status in answers.items() if status == 200}
    refused = {path for path, status in answers.items() if status == 403}
    assert opened == {path for path, roles in PAGES.items() if role in roles}
    hidden = {path for path, status in answers.items() if status == 404}
    assert hidden == ({f"/messages?about={ABOUT}"} if role == "stranger" else set())
    assert refused == set(PAGES) - opened - hidden
    denied = [subject for action, _, subject in await audit(town) if action == "access.refused"]
    assert len(denied) == len(refused)
    menu = (await browser.get("")).text
    for path in ("/suspension", "/audit", "/staff", "/tokens"):
        assert (f'href="/en/desk{path}"' in menu) is (path in opened)


@pytest.mark.parametrize("language", ["cs", "uk", "bg"])
async def test_no_name_of_a_colleague_is_looked_up_as_a_phrase(
    town: Built, browser: Colleague, letter: str, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    """What has no translation is logged with its words, so data must never be taken for words of ours."""
    boss, other = await employ(town, "Petr Přísný", "chief"), await employ(town, "Jana Malá", "reader")
    await browser.sign_in(boss)
    await browser.submit("/suspension/crisis", {"active": "true", "reason": "burst pipe"})
    await browser.submit("/tokens", {"whose": "me", "name": "statistics of Jana"})
    pages = [*PAGES, f"/staff/{other.id}", "/audit?actor=" + boss.subject, "/second-factor/set-up", "/forgotten"]
    with caplog.at_level("WARNING"):
        for path in [*pages, "/profile/second-factor/remove", "/profile/second-factor/codes"]:
            shown = await browser.client.get(f"/{language}/desk{path}")
            assert shown.status_code == 200, path
        for path in ("/staff/invite", f"/staff/{other.id}", "/tokens", "/profile/password", "/suspension/crisis"):
            token = shown.text.partition('name="_csrf" value="')[2].partition('"')[0]
            answer = await browser.client.post(f"/{language}/desk{path}", data={"_csrf": token, "role": "king"})
            assert answer.status_code == 422, path
    assert [one.getMessage() for one in caplog.records if "no translation" in one.getMessage()] == []


async def test_s48_whoever_is_not_signed_in_opens_only_what_was_made_for_them(town: Built, browser: Colleague) -> None:
    desk = [route for route in town.app.routes if isinstance(route, HTTPRoute) and route.path.startswith("/desk")]
    assert len(desk) > 20
    for route in desk:
        handlers = {one for method, (one, _) in route.route_handler_map.items() if method in ("GET", "POST")}
        is_open = route.path.removeprefix("/desk") in OPEN
        assert {bool(handler.opt.get("desk_open")) for handler in handlers} == {is_open}, route.path
        path = re.sub(r"{\w+:uuid}", str(uuid4()), route.path)
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


def test_an_account_is_named_by_its_id_alone() -> None:
    account = Account(uuid4(), "a@b.example", "A", "en", "active", False, "reader", None)
    assert account.subject == f"staff:{account.id}"
