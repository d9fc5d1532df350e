"""Somebody who goes to the directory and comes back, for tests."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from civicore.app import Built
from civicore.people.tables import StaffRow
from tests.people.colleague import ADDRESS, Colleague
from tests.tools.town_directory import Directory


async def comes_in(
    browser: Colleague, directory: Directory, id: str, path: str = "/sign-in/directory"
) -> httpx.Response:
    """Through the directory's pages and back to the desk."""
    return await brings(browser, await sent_back(browser, directory, id, path))


async def sent_back(browser: Colleague, directory: Directory, id: str, path: str = "/sign-in/directory") -> str:
    door = await browser.get(path)
    assert door.status_code == 303, door.text
    return await asyncio.to_thread(directory.signs_in, door.headers["location"], id, ADDRESS)


async def brings(browser: Colleague, address: str) -> httpx.Response:
    found = urlsplit(address)
    assert found.path == "/desk/sign-in/directory/back"
    return await browser.client.get(f"/en{found.path}?{found.query}")


async def member(email: str, town: Built) -> StaffRow:
    async with town.runtime.store.reading():
        row = await StaffRow.objects().get(StaffRow.email == email)
    assert row is not None
    return row
