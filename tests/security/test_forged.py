"""Every address that changes something refuses what another site sends in somebody's name (S27)."""

from __future__ import annotations

import re

import pytest

from tests.security.fortress import BASE, Fortress
from tests.tools.counts import times
from tests.tools.reliability import Counted

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.city"},
    {"Origin": "https://evil.example"},
    {"Origin": f"{BASE}.evil.example"},
)
HOLES = {"uuid": "7f1c2f6e-4b0e-4f0f-9b60-0d1f4f6f3a10", "int": "1", "str": "hall.kiosk", "path": "x"}


def changing(fortress: Fortress) -> list[tuple[str, str]]:
    """Method and address of everything that is not only read."""
    return [
        (method, re.sub(r"\{\w+:(\w+)\}", lambda hole: HOLES[hole[1]], path))
        for path, methods in sorted(fortress.routes.items())
        for method in sorted(methods - {"GET", "HEAD"})
    ]


async def test_s27_no_unsafe_method_works_without_the_mark_of_our_own_page(
    fortress: Fortress, counted: Counted
) -> None:
    browser = await fortress.signed_in(citizen=True, devices=True)
    before, places = await fortress.contents(), changing(fortress)
    assert len(places) > 100
    for method, path in places:
        own = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
        for headers in (own, {}, *FOREIGN[: times(2, 4)]):
            answer = await browser.http.request(method, path, content=b"a=1&_csrf=x", headers={**FORM, **headers})
            assert answer.status_code == 403, (method, path, headers, answer.status_code)
        for headers in FOREIGN[: times(1, 4)]:
            kind = {"Content-Type": "text/plain"}
            answer = await browser.http.request(method, path, content=b'{"a": 1}', headers={**kind, **headers})
            assert answer.status_code == 403, (method, path, headers)
    assert await fortress.contents() == before
    counted(inputs=len(places) * times(5, 10))


async def test_s27_programs_without_cookies_are_refused_what_pages_send_for_them(fortress: Fortress) -> None:
    for method, path in changing(fortress):
        answer = await fortress.browser().http.request(method, path, json={}, headers=FOREIGN[0])
        assert answer.status_code == 403, (method, path)
