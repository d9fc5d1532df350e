"""What is kept at the desk: tokens, messages, the audit log, accounts that are gone."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.extension.parts import Card, HealthProbe
from civicore.extension.registry import Quarantined
from civicore.people.accounts import Account
from civicore.people.keeping import retention, tidy
from civicore.people.principals import Principal
from civicore.people.tables import SessionRow, StaffRow, TryRow
from civicore.people.team import People
from civicore.people.tokens import LASTS
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.people.colleague import PASSWORD, ROLES, Colleague, acting, audit, employ, link_in, mails, stranger

pytestmark = pytest.mark.anyio


@pytest.fixture
def written(written: str) -> str:
    return written + ROLES


async def test_tokens_open_the_api_until_they_are_revoked(town: Built, team: People, browser: Colleague) -> None:
    boss = await employ(town, role="chief")
    await browser.sign_in(boss)
    shown = await browser.submit("/tokens", {"whose": "me", "name": "statistics"})
    token = shown.text.partition('class="secret long">')[2].partition("<")[0]
    bearer = {"Authorization": f"Bearer {token}"}
    async with stranger(town, "198.51.100.7") as program:
        assert (await program.client.get("/en/desk/audit", headers=bearer)).status_code == 200
        await browser.submit("/tokens", {}, action="/revoke")
        refused = await program.client.get("/en/desk/audit", headers=bearer)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert [one for one, _, _ in await audit(town)][-2:] == ["token.issued", "token.revoked"]
    assert token not in str(await _all(town, AuditRow))


async def _issued(team: People, town: Built, account: Account, lasts: timedelta | None = LASTS) -> str:
    async def work(unit: UnitOfWork) -> str:
        return await team.tokens.issue("staff", str(account.id), "test", acting(account), unit, lasts=lasts)

    return await town.runtime.transact(work)


async def test_a_token_speaks_for_nobody_else_and_makes_no_other(town: Built, team: People, browser: Colleague) -> None:
    boss, other = await employ(town, "Petr Novák", "chief"), await employ(town, "Jana Malá", "chief")
    await browser.sign_in(boss)
    for whose in (other.subject, str(other.id), "hall.kiosk"):
        assert (await browser.submit("/tokens", {"whose": whose, "name": "x"})).status_code == 422
    assert (await browser.submit("/tokens", {"whose": "me", "name": "x", "days": "ever"})).status_code == 422
    assert await team.tokens.all(town.runtime.clock.now()) == []
    page = await browser.get("/tokens")
    form = {"whose": "me", "name": "x", "days": "365", "_csrf": page.text.partition('name="_csrf" value="')[2][:200]}
    form["_csrf"] = form["_csrf"].partition('"')[0]
    bearer = {"Authorization": f"Bearer {await _issued(team, town, boss)}"}
    assert (await browser.client.post("/en/desk/tokens", data=form, headers=bearer)).status_code == 403


async def test_what_a_program_does_is_told_from_what_its_owner_does(
    town: Built, team: People, browser: Colleague
) -> None:
    boss = await employ(town, role="chief")
    await browser.sign_in(boss)
    token = await _issued(team, town, boss)
    program = await team.with_token(token)
    assert program is not None
    await town.runtime.transact(lambda unit: unit.record("x.done", actor=program.actor, subject="x:1"))
    assert program.actor == f"{boss.subject} token:{program.token}"
    shown = (await browser.get("/audit", actor=boss.subject)).text
    assert f"{boss.name} (token:{program.token[:8]})" in shown
    assert shown.count("<tr>") == 4  # signed in, token issued and what the program did, below the heads


async def test_a_token_ends_by_itself_to_the_second(
    town: Built, team: People, clock: DemoClock, browser: Colleague
) -> None:
    account = await employ(town, role="chief")
    await browser.sign_in(account)
    shown = await browser.submit("/tokens", {"whose": "me", "name": "statistics"})
    token = shown.text.partition('class="secret long">')[2].partition("<")[0]
    endless = await _issued(team, town, account, lasts=None)
    clock.advance(timedelta(days=90) - timedelta(seconds=1))
    assert await team.with_token(token) is not None
    clock.advance(timedelta(seconds=1))
    assert await team.with_token(token) is None
    assert await team.with_token(endless) is not None
    assert len(await team.tokens.all(clock.now())) == 1


@pytest.mark.parametrize("how", ["change", "reset", "leave", "remove", "forget"])
async def test_tokens_end_with_what_they_were_made_with(
    town: Built, team: People, browser: Colleague, how: str
) -> None:
    boss, account = await employ(town, "Petr Novák", "chief"), await employ(town, role="chief")
    token, kept = await _issued(team, town, account), await _issued(team, town, boss)
    match how:
        case "change":
            await team.entrance.change(account, PASSWORD, "three ordinary words")
        case "reset":
            await team.entrance.ask_reset(account.email, "192.0.2.1")
            (mail,) = await mails(town)
            await team.entrance.set_by_link(link_in(mail).rpartition("/")[2], "three ordinary words")
        case "leave":
            await browser.sign_in(account)
            await browser.submit("/profile", {}, action="/leave-everywhere")
        case "remove":
            await town.runtime.transact(lambda unit: team.second_factor.remove(account, unit))
        case "forget":
            await team.staff.forget_second_factor(account.id, acting(boss))
    assert await team.with_token(token) is None
    assert await team.with_token(kept) is not None


async def test_a_device_that_left_the_file_is_not_let_in(town: Built, team: People) -> None:
    by = Principal("staff", "x", "x")
    for device in ("hall.kiosk", "cellar.printer", "hall"):
        token = await town.runtime.transact(lambda unit, name=device: team.tokens.issue("device", name, "k", by, unit))  # type: ignore[misc]
        assert await team.with_token(token) is None


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
    assert "No message has been written" in (await browser.get(f"/messages?about=note:{uuid4()}")).text
    assert (await browser.get("/messages?about=note")).status_code == 400


async def _asked_to_reveal(browser: Colleague, about: str) -> int:
    token = (await browser.get("/profile")).text.partition('name="_csrf" value="')[2].partition('"')[0]
    return (await browser.client.post(f"/en/desk/messages?about={about}", data={"_csrf": token})).status_code


async def test_s49_messages_of_another_department_are_not_there(town: Built, browser: Colleague, letter: str) -> None:
    await browser.sign_in(await employ(town, role="stranger"))
    for about in (letter, f"note:{uuid4()}"):
        assert (await browser.get(f"/messages?about={about}")).status_code == 404
        assert await _asked_to_reveal(browser, about) == 404
    assert "messages.revealed" not in [action for action, _, _ in await audit(town)]


async def test_nobody_reads_a_colleagues_links(town: Built, team: People, browser: Colleague, letter: str) -> None:
    """A live link for a new password would open the account to whoever reads it."""
    await browser.sign_in(await employ(town, "Petr Novák", "chief"))
    account = await employ(town)

    async def work(unit: UnitOfWork) -> None:
        for about in (account.subject, letter):
            words = {"name": "Jana", "link": "https://town.test/secret"}
            await unit.send(
                "people.reset", channel="email", to=account.email, language="en", context=words, about=about
            )

    await town.runtime.transact(work)
    shown = await browser.get(f"/messages?about={account.subject}")
    assert "A new password" in shown.text
    assert "Show recipients" not in shown.text
    assert await _asked_to_reveal(browser, account.subject) == 404
    revealed = (await browser.submit(f"/messages?about={letter}", {})).text
    assert "https://town.test/x" in revealed
    assert "https://town.test/secret" not in revealed


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
