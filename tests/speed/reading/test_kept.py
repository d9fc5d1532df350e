"""Answers kept as bytes: who gets one, when it is gone, and what is never kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import httpx
import pytest
from jinja2 import ChoiceLoader, DictLoader

from civicore.extension.guards import PartRests
from civicore.extension.parts import HomeBox
from civicore.people.principals import Principal
from civicore.web.front import CityApp
from tests.booking.pages.citizen import House
from tests.speed.reading.test_free_times import calls

TIMES = "/api/v1/availability?agenda=wedding&office=hall"
PAGE = "/cs/booking/wedding/times"
CALLS = 130  # of Python's functions within the application, for an answer that is kept
CZECH = {"Accept-Language": "cs"}


@contextmanager
def handled(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses that reach the router."""
    app, reached = cast(CityApp, house.built.app), list[str]()
    usual = app._ask

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        await usual(scope, receive, send)

    with monkeypatch.context() as patched:
        patched.setattr(app, "_ask", noted)
        yield reached


@pytest.fixture
def quiet(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the town does by itself beside the answers, such as its jobs, is not noticed."""
    monkeypatch.setattr(house.built.runtime.store.changes, "note", lambda tables: None)


def browser(house: House, **headers: str) -> httpx.AsyncClient:
    sent = {**CZECH, **{name.replace("_", "-"): value for name, value in headers.items()}}
    transport = httpx.ASGITransport(app=house.built.app)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://city", headers=sent)


async def times(http: httpx.AsyncClient) -> list[str]:
    answer = await http.get(TIMES)
    assert answer.status_code == 200, answer.text
    return [slot["start"] for day in answer.json()["days"] for slot in day["slots"]]


@pytest.mark.anyio
@pytest.mark.parametrize("path", [TIMES, PAGE, "/cs/", "/cs/booking", "/cs/contact", "/cs/privacy", "/api/v1/agendas"])
@pytest.mark.usefixtures("quiet")
async def test_the_second_who_asks_is_told_the_same(house: House, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browser(house) as one, browser(house) as other:
        first = await one.get(path)
        with handled(house, monkeypatch) as reached:
            again = await other.get(path)
    assert (again.status_code, again.content, reached) == (200, first.content, [])
    assert again.headers == first.headers  # with all that protects


@pytest.mark.anyio
@pytest.mark.usefixtures("quiet")
async def test_what_is_kept_costs_little(house: House) -> None:
    messages: list[object] = []

    async def send(message: object) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": PAGE, "raw_path": PAGE.encode(), "query_string": b"",
             "headers": [(b"host", b"city"), (b"accept-language", b"cs")], "client": ("127.0.0.1", 1)}  # fmt: skip
    await house.built.app({**scope, "state": {}}, None, send)  # type: ignore[arg-type]
    with calls() as number:
        await house.built.app({**scope, "state": {}}, None, send)  # type: ignore[arg-type]
    assert len(messages) == 4
    assert number[0] <= CALLS


@pytest.mark.anyio
async def test_a_sale_is_gone_from_the_next_answer(house: House) -> None:
    async with browser(house) as http:
        before = await times(http)
        booking = await house.book("2026-11-25T08:00:00Z")  # at the only counter that serves both
        assert set(before) - set(await times(http)) == {"2026-11-25T09:00:00+01:00"}
        await house.bookings.cancel_by_staff(booking.id, None, "staff:1")
        assert await times(http) == before


@pytest.mark.anyio
async def test_nothing_is_older_than_a_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sales of other processes are seen with the next one: well within ``freshness``."""
    async with browser(house) as http:
        await http.get(TIMES)
        house.clock.advance(timedelta(seconds=1))
        with handled(house, monkeypatch) as reached:
            await http.get(TIMES)
    assert reached == ["/api/v1/availability"]


@pytest.mark.anyio
async def test_a_declared_suspension_hangs_on_the_next_page(house: House) -> None:
    pauses, by = house.built.runtime.suspensions, Principal("staff", "1", "Operator")
    async with browser(house) as http:
        assert "povodni" not in (await http.get("/cs/")).text
        await house.built.runtime.transact(lambda unit: pauses.switch("flood", True, by, unit, "voda"))
        assert "povodni" in (await http.get("/cs/")).text


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "en"},
        {"Cookie": "civicore-language=en"},
        {"Cookie": "civicore-citizen=somebody"},
        {"Cookie": "civicore-language=cs; civicore-citizen=somebody"},
        {"Cookie": 'theirs=1; "; civicore-form=secret; civicore-citizen=somebody'},
        {"Cookie": "civicore-form-of-another=1"},
        {"Cookie": f"civicore-language={'c' * 13}"},
        {"Authorization": "Bearer nobody"},
        {"Host": "elsewhere"},
        {"Accept-Encoding": "identity"},
    ],
)
async def test_s59_who_may_be_told_something_else_is_answered_by_the_handler(
    house: House, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(house) as http:
        await http.get(TIMES)
        with handled(house, monkeypatch) as reached:
            answer = await http.get(TIMES, headers=headers)
    assert reached == ["/api/v1/availability"]
    assert answer.status_code == (401 if "Authorization" in headers else 200)


@pytest.mark.anyio
@pytest.mark.parametrize("cookie", ["civicore-form=secret", "_ga=1.2; theirs=Ann", "civicore-form=a; theirs=b", "="])
async def test_a_cookie_that_says_not_who_asks_costs_no_answer(
    house: House, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(house) as http, browser(house, Cookie=cookie) as theirs:
        await theirs.get(PAGE)
        with handled(house, monkeypatch) as reached:
            answers = [await http.get(PAGE), await theirs.get(PAGE)]
    assert reached == []
    assert answers[0].text == answers[1].text


@pytest.mark.anyio
async def test_s59_a_form_with_a_token_is_never_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the handler says so, and the browser brings the cookie already, so that none is set."""
    env = cast(CityApp, house.built.app).state.site.env
    with_form = DictLoader({"booking/times.html": "<form method=post>{{ csrf() }}</form>"})
    monkeypatch.setattr(env, "loader", ChoiceLoader([with_form, env.loader]))
    env.cache.clear()
    async with browser(house, Cookie="civicore-form=secret") as http:
        answer = await http.get(PAGE)
    env.cache.clear()
    assert answer.status_code == 200 and 'name="_csrf"' in answer.text and "set-cookie" not in answer.headers
    assert not cast(CityApp, house.built.app).kept._kept


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/cs/my-booking", "/cs/booking/wedding/details", "/cs/nowhere", "/cs/search?q=x"])
async def test_s59_what_is_personal_sets_a_cookie_or_fails_is_never_kept(house: House, path: str) -> None:
    async with browser(house) as http:
        await http.get(path)
        await http.get(PAGE, headers={"Accept-Language": "uk"})  # sets the cookie of the language
    assert not cast(CityApp, house.built.app).kept._kept


@pytest.mark.anyio
async def test_a_search_that_finds_nothing_is_counted_each_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browser(house) as http, browser(house) as other:
        address = f"{TIMES}&from=2026-11-26&to=2026-11-26"  # a day on which the office is closed
        await http.get(address)
        with handled(house, monkeypatch) as reached:
            await other.get(address)
    assert reached == ["/api/v1/availability"]


@pytest.mark.anyio
@pytest.mark.usefixtures("quiet")
async def test_of_many_at_once_one_is_worked_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browser(house) as http:
        await http.get(TIMES)
        house.clock.advance(timedelta(seconds=1))
        with handled(house, monkeypatch) as reached:
            answers = await asyncio.gather(*(http.get(TIMES) for _ in range(20)))
    assert len(reached) == 1
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.anyio
@pytest.mark.usefixtures("quiet")
async def test_memory_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.web.kept._MOST_BYTES", 30_000)
    kept = cast(CityApp, house.built.app).kept
    async with browser(house) as http:
        for number in range(30):
            await http.get(f"/cs/privacy?page={number}")
    assert 0 < len(kept._kept) < 30
    assert kept._bytes == sum(one.size for one in kept._kept.values()) <= 30_000


@pytest.mark.anyio
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("same", [True, False])
async def test_a_front_page_with_a_part_of_its_own_kind_is_kept_only_where_that_part_says_so(
    house: House, same: bool
) -> None:
    """What a plugin shows may hang on more than records: who asks, its own memory, another server."""
    drawn = list[object]()

    async def box(request: object) -> tuple[str, dict[str, object]]:
        drawn.append(request)
        raise PartRests

    site = house.built.app.state.site
    house.built.app.state.site = replace(site, boxes=(HomeBox("weather.box", box, for_everybody=same),))
    async with browser(house) as http:
        for _ in range(2):
            await http.get("/cs/")
    assert len(drawn) == (1 if same else 2)
