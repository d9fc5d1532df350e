"""What fields of forms take: no more than the page asks (S66), any password (S36); cookies over TLS (S21)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urljoin

import httpx
import pytest

from civicore.demo.staff import PASSWORD
from tests.security.fortress import DEVICES, Fortress, Reader, running
from tests.security.rights import FILE as ROLES
from tests.security.walk import Walk, plausible
from tests.tools.visitor import Page

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
MORE = ("status", "priority", "role", "department")
SEEN = {"core_session", "core_audit"}  # when somebody was seen, and that a code was wrong
SAFE = "https://city"


async def test_s66_no_form_takes_a_field_that_its_page_does_not_have(walk: Walk, fortress: Fortress) -> None:
    """Refused, and not ignored: whoever sends more than the page has is no browser. Steps on the way change nothing."""
    sent, taken, before = 0, [], await fortress.contents()
    for number, ((path, *_), seen) in enumerate(sorted(walk.forms.items())):
        extra = next(name for name in (*MORE[number % 4 :], *MORE) if name not in seen.fields)
        if seen.form.method == "GET":
            continue
        sent += 1
        page = await walk.browser.send(seen.form, [*plausible(seen.form), (extra, "admin")])
        if page.status < 400:
            after = await fortress.contents()
            changed = {name for name in after if after[name] != before[name]} - SEEN
            taken += [(path, extra, changed)] if changed else []
            before = after
    assert sent > 60 and taken == []


async def test_s36_every_field_of_a_password_takes_any_and_a_keeper_can_fill_it_in(walk: Walk) -> None:
    """No shortest, longest or allowed letters in the page, no script that keeps from pasting; it is told what it is."""
    fields = [
        (str(answer.url), one)
        for answer in walk.answers
        for one in Reader(answer.text).root.iter("input")
        if one.get("type") == "password"
    ]
    assert (
        len(fields) > 5 and any("/desk/" in one for one, _ in fields) and any("/account/" in one for one, _ in fields)
    )
    for where, one in fields:
        assert one.get("autocomplete") in ("current-password", "new-password"), where
        assert not {"pattern", "minlength", "onpaste"} & {*one.keys()} and int(one.get("maxlength", "128")) >= 128, (
            where
        )
    scripts = {urljoin(str(a.url), s.get("src", "")) for a in walk.answers for s in Reader(a.text).root.iter("script")}
    for script in scripts - {""}:
        text = (await walk.browser.http.get(script)).text
        assert "'paste'" not in text and '"paste"' not in text, script


@pytest.fixture
async def safe() -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a town that is served over TLS."""
    async with running(ROLES, served_at=SAFE) as town:
        transport = httpx.ASGITransport(town.built.app, client=("127.0.0.1", 4711))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=SAFE, follow_redirects=False) as http:
            yield http


async def test_s21_over_tls_every_cookie_of_everybody_is_bound_to_the_host(safe: httpx.AsyncClient) -> None:
    """As they are set: by the first form, at the sign-in of staff and citizens, by a device, a view, a language."""
    said: list[str] = []
    for address, email in (("desk", "admin@fortress.example"), ("account", "person@fortress.example")):
        opened = await safe.get(f"/en/{address}/sign-in")
        page = Page(str(opened.url), 200, opened.text, Reader(opened.text).root)
        form = page.form("password")
        entered = await safe.post(
            form.action,
            data=dict(form.filled({"email": email, "password": PASSWORD}, None)),
            headers={"Origin": SAFE, "Sec-Fetch-Site": "same-origin"},
        )
        assert entered.status_code == 303 and "sign-in" not in entered.headers["location"], entered.text
        said += opened.headers.get_list("set-cookie") + entered.headers.get_list("set-cookie")
    for address in (f"/demo/device/{DEVICES[0]}", "/en/view/text", "/cs/view/usual"):
        said += (await safe.get(address)).headers.get_list("set-cookie")
    names = {one.partition("=")[0] for one in said}
    assert len(names) >= 4 and all(name.startswith("__Host-") for name in names), names
    for one in said:
        told = {part.strip().lower() for part in one.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= told and told & {"samesite=lax", "samesite=strict"}, one
        assert not any(part.startswith("domain") for part in told), one
