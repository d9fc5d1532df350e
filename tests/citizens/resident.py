"""A citizen at a browser, for tests: registers, confirms, signs in."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from civicore.app import Built
from civicore.citizens.accounts import Citizen, citizen_at
from civicore.storage.tables import MessageRow
from tests.people.colleague import PASSWORD, Colleague, link_in, mails

AT = "/en/account"
EMAIL = "maria@example.org"
PERSON = {"name": "Maria Petrova", "email": EMAIL, "password": PASSWORD}


async def register(browser: Colleague, typed: Mapping[str, object] = PERSON, holder: str = "person") -> httpx.Response:
    """Send the form."""
    return await browser.submit(f"/register/{holder}", typed, action=f"/register/{holder}")


async def press(browser: Colleague, link: str, password: str = PASSWORD) -> httpx.Response:
    """Open the page of a link, type the password where it is asked, and press the button."""
    asked = {"password": password} if 'name="password"' in (await browser.get(link)).text else {}
    return await browser.submit(link, asked, action="")


async def settled(browser: Colleague, typed: Mapping[str, object] = PERSON, holder: str = "person") -> Citizen:
    """Somebody with an account whose e-mail is confirmed; the browser is not signed in yet."""
    await register(browser, typed, holder)
    to = str(typed["email"])
    answer = await press(browser, link_in((await mails(browser.town, to))[-1]))
    assert answer.headers["location"] == f"{AT}/sign-in?told=verify"
    return await account(browser.town, to)


async def sign_in(browser: Colleague, email: str = EMAIL, password: str = PASSWORD, wanted: str = "") -> httpx.Response:
    """Send e-mail and password."""
    query = f"?{httpx.QueryParams({'next': wanted})}" if wanted else ""
    return await browser.submit(f"/sign-in{query}", {"email": email, "password": password}, action="")


async def account(town: Built, email: str = EMAIL) -> Citizen:
    """The account of an address."""
    async with town.runtime.store.reading():
        found = await citizen_at(email)
    assert found is not None
    return found


async def notices(town: Built, to: str = EMAIL) -> list[str]:
    """Which letters were written to an address, the oldest first."""
    rows: list[MessageRow] = await mails(town, to)
    return [row.notice for row in rows]
