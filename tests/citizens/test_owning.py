"""What the owner of an account does with it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from uuid import UUID

import pytest

from civicore import CitizenHere, Retention
from civicore.app import Built
from civicore.citizens.book import Citizens
from civicore.citizens.keeping import retention
from civicore.citizens.tables import CITIZENS
from civicore.people.tables import TryRow
from civicore.retention import PersonalData
from tests.citizens.conftest import ACCOUNTS, TOWN
from tests.citizens.resident import AT, EMAIL, PERSON, account, notices, press, register, settled, sign_in
from tests.databases import everywhere_in_soak
from tests.people.colleague import PASSWORD, Colleague, audit, link_in, mails, stranger

pytestmark = pytest.mark.anyio

NEW = "maria.new@example.org"


@pytest.fixture
async def owner(browser: Colleague) -> Colleague:
    """A browser in which Maria is signed in."""
    await settled(browser)
    await sign_in(browser)
    return browser


@pytest.mark.rule("SOF-14", "SOF-15")
async def test_the_profile_keeps_what_the_owner_says_and_forms_are_filled_with_it(
    town: Built, book: Citizens, owner: Colleague
) -> None:
    typed = {"name": "Maria Ivanova", "phone": "+359 2 987 65 43", "address": "ul. Lipa 1", "language": "bg"}
    assert (await owner.submit("/details", {**typed, "name": ""}, action="")).status_code == 422
    assert (await owner.submit("/details", typed, action="")).headers["location"] == f"{AT}?told=details"
    here = book.seen(await account(town))
    filled = {"name": "Maria Ivanova", "email": EMAIL, "phone": "+35929876543", "address": "ul. Lipa 1"}
    assert (here.prefill, here.language) == (filled, "bg")
    assert 'value="Maria Ivanova"' in (await owner.get("/details")).text


def test_a_city_may_leave_forms_empty() -> None:
    assert CitizenHere(UUID(int=1), EMAIL, "Maria", "person", None, None, None, "bg", fills_forms=False).prefill == {}


@pytest.mark.check("S47")
@pytest.mark.rule("SOF-15")
@everywhere_in_soak
async def test_a_new_password_asks_for_the_old_one_and_ends_other_sessions(town: Built, owner: Colleague) -> None:
    async with stranger(town, "192.0.2.9", AT) as other:
        await sign_in(other)
        wrong = {"password": "not this one", "new": "a wholly new password"}
        assert (await owner.submit("/password", wrong, action="")).status_code == 422
        weak = {"password": PASSWORD, "new": "mariapetrova"}
        assert (await owner.submit("/password", weak, action="")).status_code == 422
        done = await owner.submit("/password", {**wrong, "password": PASSWORD}, action="")
        assert done.headers["location"] == f"{AT}?told=password"
        assert (await owner.get("")).status_code == 200
        assert (await other.get("")).status_code == 303
    assert (await notices(town))[-1] == "citizens.changed"
    async with stranger(town, "192.0.2.10", AT) as later:
        assert (await sign_in(later)).status_code == 422
        assert (await sign_in(later, password="a wholly new password")).status_code == 303


@pytest.mark.check("S47")
async def test_signal_case_09_the_new_address_confirms_and_the_old_one_is_told(town: Built, owner: Colleague) -> None:
    wrong = {"email": NEW, "password": "not this one"}
    assert (await owner.submit("/email", wrong, action="")).status_code == 422
    assert await notices(town, NEW) == []
    asked = await owner.submit("/email", {"email": NEW, "password": PASSWORD}, action="")
    assert asked.headers["location"] == f"{AT}?told=wanted"
    assert (await notices(town), await notices(town, NEW)) == (
        ["citizens.verify", "citizens.address"],
        ["citizens.email"],
    )
    old = (await mails(town, EMAIL))[-1]
    assert NEW not in old.text
    assert (await account(town)).email == EMAIL
    link = link_in((await mails(town, NEW))[0])
    async with stranger(town, "192.0.2.11", AT) as mailbox:
        assert (await press(mailbox, link)).headers["location"] == f"{AT}/sign-in?told=email"
        assert (await sign_in(mailbox)).status_code == 422
        assert (await sign_in(mailbox, NEW)).status_code == 303
    assert (await notices(town))[-2:] == ["citizens.address", "citizens.address"]
    assert "Your e-mail is changed" in (await mails(town, EMAIL))[-1].subject


async def test_signal_case_09_a_link_to_one_address_never_brings_in_another(
    town: Built, book: Citizens, owner: Colleague
) -> None:
    """The stranger's mailbox has had its letters, so no new link replaces the one to the owner's own address."""
    stranger_s = "victim@example.org"
    async with stranger(town, "192.0.2.14", AT) as other:
        for _ in range(4):
            await register(other, {**PERSON, "email": stranger_s})
    await owner.submit("/email", {"email": NEW, "password": PASSWORD}, action="")
    link = link_in((await mails(town, NEW))[0])
    await owner.submit("/email", {"email": stranger_s, "password": PASSWORD}, action="")
    done = await book.addresses.confirm(link.removeprefix("/link/"))
    assert getattr(done, "code", "") == "link.used"
    assert (await account(town)).email == EMAIL


@everywhere_in_soak
async def test_another_accounts_address_is_not_taken_over_and_nothing_tells_that_it_is_one(
    town: Built, owner: Colleague
) -> None:
    async with stranger(town, "192.0.2.12", AT) as other:
        await settled(other, {**PERSON, "email": NEW})
    asked = await owner.submit("/email", {"email": NEW, "password": PASSWORD}, action="")
    assert asked.headers["location"] == f"{AT}?told=wanted"
    assert await notices(town, NEW) == ["citizens.verify", "citizens.known"]


@everywhere_in_soak
async def test_signal_case_07_a_link_of_one_kind_does_nothing_of_another(
    town: Built, book: Citizens, owner: Colleague
) -> None:
    await owner.submit("/email", {"email": NEW, "password": PASSWORD}, action="")
    token = link_in((await mails(town, NEW))[0]).removeprefix("/link/")
    assert getattr(await book.registering.verify(token, PASSWORD), "code", "") == "link.used"
    assert getattr(await book.entrance.set_by_link(token, "a wholly new password"), "code", "") == "link.used"
    async with stranger(town, "192.0.2.13", AT) as other:
        await press(other, f"/link/{token}")
        assert (await other.get("")).status_code == 303


async def test_with_a_second_factor_the_password_alone_opens_nothing(town: Built, owner: Colleague) -> None:
    shown = (await owner.get("/second-factor")).text
    found = re.search(r'name="enrolment" value="([^"]+)".*?', shown)
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown)
    assert found
    assert secret
    key = secret[1].replace(" ", "")
    typed = {"enrolment": found[1], "code": owner.code_of(key), "password": PASSWORD}
    codes = await owner.submit("/second-factor", typed, action="")
    recovery = re.findall(r'<code class="secret">(\w{5}-\w{5})</code>', codes.text)
    assert len(recovery) == 10
    async with stranger(town, "192.0.2.14", AT) as other:
        half = await sign_in(other, wanted="/contact")
        assert half.headers["location"] == f"{AT}/code?next=%2Fcontact"
        assert (await other.get("")).status_code == 303
        assert (await other.submit("/code", {"code": "000000"})).status_code == 422
        assert (await other.submit("/code", {"code": recovery[0]})).status_code == 303
        assert (await other.get("")).status_code == 200
        assert (await other.submit("/second-factor/remove", {"password": PASSWORD}, action="")).status_code == 303
    assert (await account(town)).enrolled is False
    assert (await notices(town))[-2:] == ["citizens.changed", "citizens.changed"]


class Notebook:
    """A plugin that keeps something about people."""

    def __init__(self) -> None:
        self.erased: list[str] = []

    def store(self) -> Retention:
        async def expire() -> int:
            return 0

        async def export(person: str) -> Sequence[dict[str, object]]:
            return [{"record": "note", "words": "Дупка"}] if person == EMAIL else []

        async def erase(person: str) -> int:
            self.erased.append(person)
            return 1

        return Retention("notebook.notes", expire, export, erase)


@pytest.fixture
def notebook(town: Built, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    made = Notebook()
    data = PersonalData([retention(town.runtime), made.store()])
    parts = town.runtime.services._parts
    monkeypatch.setattr(town.runtime.services, "_parts", {**parts, PersonalData: (data,)})
    return made


@everywhere_in_soak
async def test_the_owner_takes_everything_along(town: Built, owner: Colleague, notebook: Notebook) -> None:
    answer = await owner.submit("", {}, action="/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    told = json.loads(answer.text)["records"]
    assert told["notebook.notes"] == [{"record": "note", "words": "Дупка"}]
    mine = told["citizens.accounts"]
    assert (mine[0]["email"], mine[0]["name"]) == (EMAIL, "Maria Petrova")
    assert "password" not in mine[0]
    assert {"citizen.opened", "sign_in.done"} <= {one.get("action") for one in mine}


async def test_signal_case_60_an_erased_account_is_gone_everywhere_and_its_owner_is_told(
    town: Built, owner: Colleague, notebook: Notebook
) -> None:
    before = await account(town)
    assert (await owner.submit("/erase", {"password": "not this one"}, action="")).status_code == 422
    assert notebook.erased == []
    answer = await owner.submit("/erase", {"password": PASSWORD}, action="")
    assert answer.headers["location"] == f"{AT}/erased"
    assert (await owner.get("/erased")).status_code == 200
    assert (await owner.get("")).status_code == 303
    assert notebook.erased == [before.subject, EMAIL]
    assert await notices(town) == ["citizens.erased"]
    assert (await sign_in(owner)).status_code == 422
    async with town.runtime.store.reading():
        left = [await table.count() for table in CITIZENS.tables]
        tries = [str(row.to_dict()) for row in await TryRow.objects()]
    assert left == [0, 0, 0, 0]
    assert not any(EMAIL in row for row in tries)
    assert ("citizen.erased", before.subject, before.subject) in await audit(town)


@everywhere_in_soak
@pytest.mark.parametrize("written", [TOWN + ACCOUNTS.replace("}", ", profile: [export_my_data, erase_me]}")])
async def test_deeds_that_the_city_does_not_offer_are_not_there(owner: Colleague) -> None:
    shown = (await owner.get("")).text
    for path in ("/password", "/email", "/second-factor"):
        assert f"{AT}{path}" not in shown
        assert (await owner.get(path)).status_code == 404
