"""One city follows another: requests end where they began, others wait a moment, work is never done twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from civicore.reloading import serving as serving_module
from civicore.reloading.serving import Serving
from tests.databases import PATIENT

pytestmark = pytest.mark.anyio


class Town:
    """A city of which only the name is known; ``slow`` requests wait until they are let go."""

    def __init__(self, name: str, diary: list[str], *, broken: bool = False) -> None:
        self.name, self.diary, self.broken = name, diary, broken
        self.go = asyncio.Event()
        self.app = self
        self.work = self
        self.state = SimpleNamespace(streams=SimpleNamespace(closing=asyncio.Event()))
        self.waits = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await self.go.wait()
        await send(self.name)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self.diary.append(f"{self.name} opens")
        if not self.waits:
            await self.begin()
        yield
        await self.end()
        self.diary.append(f"{self.name} closes")

    async def begin(self) -> None:
        if self.broken:
            raise RuntimeError("it cannot work")
        self.diary.append(f"{self.name} works")

    async def end(self) -> None:
        self.diary.append(f"{self.name} rests")


@asynccontextmanager
async def served(town: Town) -> AsyncIterator[Serving]:
    @asynccontextmanager
    async def alone(serving: Serving) -> AsyncIterator[None]:
        yield

    serving = Serving(cast(Any, town), alone)
    async with serving.around():
        yield serving


def follower(name: str, diary: list[str], **options: bool) -> Any:
    town = Town(name, diary, **options)
    town.waits = True
    return town


async def ask(serving: Serving, path: str = "/", method: str = "GET") -> str:
    answers: list[str] = []

    async def send(answer: str) -> None:
        answers.append(answer)

    await serving(cast(Any, {"type": "http", "method": method, "path": path}), cast(Any, None), cast(Any, send))
    return answers[0]


async def test_a_request_ends_in_the_city_in_which_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_module, "PATIENCE", 0.01)
    diary: list[str] = []
    async with asyncio.timeout(PATIENT), served(old := Town("old", diary)) as serving:
        slow = asyncio.create_task(ask(serving, "/slow"))
        await asyncio.sleep(0)
        await serving.take_over(follower("new", diary))
        assert await ask(serving) == "new"
        assert "old closes" not in diary
        old.go.set()
        assert await slow == "old"
    assert diary[-1] == "new closes"


async def test_who_asks_while_one_follows_the_other_waits_and_is_answered_by_the_new_one() -> None:
    diary: list[str] = []
    async with asyncio.timeout(PATIENT), served(old := Town("old", diary)) as serving:
        slow = asyncio.create_task(ask(serving, "/slow"))
        await asyncio.sleep(0)
        change = asyncio.create_task(serving.take_over(follower("new", diary)))
        while not old.state.streams.closing.is_set():
            await asyncio.sleep(0)
        asked = [asyncio.create_task(ask(serving)) for _ in range(32)]
        await asyncio.sleep(0)
        old.go.set()
        assert await asyncio.gather(slow, *asked) == ["old", *["new"] * 32]
        await change


async def test_work_is_never_done_by_two_at_once() -> None:
    diary: list[str] = []
    async with asyncio.timeout(PATIENT), served(Town("old", diary)) as serving:
        await serving.take_over(follower("new", diary))
        assert diary[:4] == ["old opens", "old works", "new opens", "old rests"]
        assert diary[4] == "new works"


async def test_one_that_cannot_work_leaves_the_earlier_one_at_work() -> None:
    diary: list[str] = []
    async with asyncio.timeout(PATIENT), served(old := Town("old", diary)) as serving:
        with pytest.raises(RuntimeError, match="cannot work"):
            await serving.take_over(follower("new", diary, broken=True))
        assert await ask(serving) == "old"
        assert serving.built is cast(Any, old)
        assert diary[-1] == "old works"
        assert not old.state.streams.closing.is_set()


async def test_the_server_is_told_when_the_city_cannot_be_begun() -> None:
    told: list[str] = []

    @asynccontextmanager
    async def alone(serving: Serving) -> AsyncIterator[None]:
        yield

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, str]) -> None:
        told.append(message["type"])

    serving = Serving(cast(Any, Town("old", [], broken=True)), alone)
    with pytest.raises(RuntimeError, match="cannot work"):
        await serving(cast(Any, {"type": "lifespan"}), cast(Any, receive), cast(Any, send))
    assert told == ["lifespan.startup.failed"]


async def test_whoever_wants_something_done_waits_for_the_rules_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[bool] = []

    class InForce:
        async def holds(self) -> bool:
            looks.append(True)
            return len(looks) > 2

    monkeypatch.setattr(serving_module, "_AGAIN", 0)
    town = Town("old", [])
    town.in_force = InForce()  # type: ignore[attr-defined]
    async with served(town) as serving:
        assert await ask(serving) == "old" and not looks
        assert await ask(serving, method="POST") == "old" and len(looks) == 3
