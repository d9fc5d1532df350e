"""What people and programs are told while the database is away."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from civicore.storage.transaction import CommitUnknown, StoreBusy

TRUTNOV = Path(__file__).parents[2] / "deployments" / "trutnov.yaml"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[tuple[Built, httpx.AsyncClient]]:
    built = build(Settings(TRUTNOV, database=f"sqlite:///{tmp_path}/t.db", demo=True, clock=DemoClock()))
    await built.prepare()
    transport = httpx.ASGITransport(app=cast(Any, built.app))
    async with built.app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://city") as client:
        yield built, client


@pytest.mark.parametrize("trouble", [StoreBusy, CommitUnknown])
async def test_a_database_that_is_away_is_a_503_that_asks_to_come_again(
    demo: tuple[Built, httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    built, client = demo

    def away() -> None:
        raise trouble("away")

    monkeypatch.setattr(built.runtime.store, "reading", away)
    for path, kind in (
        ("/api/v1/availability?agenda=id_cards", "problem+json"),
        ("/cs/booking/id_cards/times?activity=apply", "html"),
    ):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), answer.text
        assert kind in answer.headers["content-type"]


async def test_a_database_that_cannot_be_opened_is_named_before_anything_is_served() -> None:
    built = build(Settings(TRUTNOV, database="postgresql://nobody:hush@127.0.0.1:1/none", demo=True, clock=DemoClock()))
    with pytest.raises(CannotStart) as told:
        await built.prepare()
    assert "127.0.0.1" in str(told.value)
    assert "hush" not in str(told.value)
