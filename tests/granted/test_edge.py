"""A part of a third-party plugin that fails while a city is served: the page stands, staff are told, it comes back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from civicore.storage.aside import Aside
from tests.extension.strangers import installed, town

CODE = """
import asyncio
from civicore import HomeBox, hookimpl

does = "well"


@hookimpl
def register_boxes(runtime):
    async def render(request):
        if does == "ask":
            return "weather/box.html", {"word": type(request.app.state.runtime).__name__}
        if does == "hang":
            await asyncio.Event().wait()
        if does == "break":
            raise ValueError("a bug")
        return "weather/box.html", {"word": "sunny spells"}

    return [HomeBox("weather.box", render)]
"""


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[tuple[Built, httpx.AsyncClient, Any]]:
    """A served town, a client, and the plugin's module."""
    with installed(tmp_path, "weather", CODE, hooks=["register_boxes"]) as home:
        (home / "templates/weather").mkdir(parents=True)
        (home / "templates/weather/box.html").write_text("<p>{{ box.word }}</p>")
        file = town(tmp_path, "  weather: {}\noperations: {budgets: {page: 1}}\n")
        built = build(Settings(file, demo=True, clock=DemoClock(), served_at="http://town"))
        assert built.quarantined == ()
        await built.prepare()
        transport = httpx.ASGITransport(app=cast(Any, built.app))
        async with built.app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://town") as client:
            import weather  # type: ignore[import-not-found]

            yield built, client, weather


async def shown(client: httpx.AsyncClient) -> bool:
    """Whether the plugin's part is on the front page, which stands in any case."""
    page = await client.get("/cs")
    assert page.status_code == 200
    assert "Radnice" in (await client.get("/cs/contact")).text
    return "sunny spells" in page.text


async def told(built: Built) -> list[str]:
    return [one.repair.sentence for one in await built.runtime.repairs.standing() if "rests" in one.repair.id]


async def test_f18_a_part_that_keeps_failing_rests_and_staff_are_told(
    city: tuple[Built, httpx.AsyncClient, Any],
) -> None:
    built, client, weather = city
    assert await shown(client)
    weather.does = "break"
    for _ in range(5):
        assert not await shown(client)
    assert await told(built) == ["A part of weather keeps failing and is left out: weather.box."]
    weather.does = "well"
    assert not await shown(client)
    cast(DemoClock, built.runtime.clock).advance(timedelta(minutes=5))
    assert await shown(client)
    assert await told(built) == []


async def test_what_a_part_does_is_done_aside_from_the_unit_of_whoever_asks(
    city: tuple[Built, httpx.AsyncClient, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    built, client, _ = city
    store, asked = built.runtime.store, []
    aside = store.aside

    def entered() -> Aside:
        asked.append("aside")
        return aside()

    monkeypatch.setattr(store, "aside", entered)
    assert await shown(client)
    assert asked


async def test_f18_a_part_that_hangs_does_not_keep_the_page(city: tuple[Built, httpx.AsyncClient, Any]) -> None:
    _, client, weather = city
    weather.does = "hang"
    assert not await shown(client)
    weather.does = "well"
    assert await shown(client)


async def test_its_handlers_see_the_runtime_that_it_was_handed(city: tuple[Built, httpx.AsyncClient, Any]) -> None:
    built, client, weather = city
    weather.does = "ask"
    assert "<p>GrantedRuntime</p>" in (await client.get("/cs")).text
    assert built.app.state.runtime is built.runtime
