"""A city that is alive in this process alone: its clock, its database, its pages, and what its people must not see."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.contracts.simulation import Answer, Secret
from civicore.demo.demo import OPERATOR, Demo
from civicore.extension.parts import Job
from civicore.people.roles import Roles
from civicore.people.tables import StaffRow
from civicore.people.tokens import Tokens
from civicore.reading import Settings
from civicore.simulation.breach import Broken
from civicore.simulation.posting import Postbag
from civicore.simulation.printing import Paperwork
from civicore.simulation.texting import Airwaves
from civicore.simulation.weather import Weather
from civicore.storage.unit_of_work import UnitOfWork


class World:
    """Nothing in it is real: it never reaches the network, and its database goes with it."""

    def __init__(self, file: Path, begins: datetime, weather: Weather) -> None:
        self.clock = DemoClock()
        self.clock.freeze(begins)
        self.weather = weather
        built = build(Settings(file=file, demo=True, clock=self.clock))
        self.built: Built = replace(built, samples=())
        self.runtime = built.runtime
        self.roles = Roles(self.runtime.city.roles)
        self.secrets: list[Secret] = []
        self.airwaves = Airwaves(self.runtime)
        self.paperwork = Paperwork(self.runtime)
        self.postbag = Postbag(self.runtime, weather)
        self._tokens: dict[str, str] = {}
        self._due: dict[str, datetime] = {}
        transport = httpx.ASGITransport(app=_hanging_up(built.app), raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url=self.runtime.address, trust_env=False)

    @property
    def demo(self) -> Demo:
        if self.built.demo is None:
            raise RuntimeError("a simulated city is a demo")
        return self.built.demo

    @property
    def jobs(self) -> Sequence[Job]:
        found: Sequence[Job] = self.built.app.state.jobs
        return found

    async def open(self) -> None:
        """Make its tables and its staff, and let the weather in."""
        await self.built.prepare()
        await self.runtime.store.open()
        await self.runtime.transact(self._employ)
        self.demo.catcher.far_side = self.postbag.handed_over
        if (way := self.airwaves.way()) is not None:
            self.demo.catcher.ways["sms"] = way
        self.paperwork.begin()
        self.weather.spoil(self.runtime.store)

    async def close(self) -> None:
        await self._http.aclose()
        await self.runtime.store.close()

    async def work(self) -> None:
        """What the workers do now: deliveries, every job whose time has come, and what is to be printed."""
        await self.built.outbox.flush()
        now = self.clock.now()
        for job in self.jobs:
            if self._due.get(job.id, now) <= now:
                self._due[job.id] = now + job.every
                await job.run()
        await self.built.outbox.flush()
        await self.paperwork.work()

    async def records(self) -> str:
        """The fingerprint of every row of every table but for passwords, which a library salts with lots of its own."""
        found = hashlib.sha256()
        async with self.runtime.store.reading():
            for table in self.runtime.store.tables:
                columns = [one for one in table._meta.columns if one is not StaffRow.password]
                rows = sorted(repr(sorted(row.items())) for row in await table.select(*columns))
                found.update("\n".join((table._meta.tablename, *rows)).encode())
        return found.hexdigest()

    async def ask(self, method: str, path: str, role: str | None, options: Mapping[str, Any]) -> Answer:
        """A page or the API as a stranger or a member of staff; Broken when the city fails over it."""
        self._http.cookies.clear()
        headers = dict(options.get("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self._tokens[role]}"
        given = {**options, "headers": headers}
        answer = await self._http.request(method, path, **given)
        if answer.status_code >= 500 and answer.status_code != 503:
            raise Broken("pages", f"{method} {path} answered {answer.status_code}")
        return Answer(answer.status_code, answer.text, dict(answer.headers))

    async def _employ(self, unit: UnitOfWork) -> None:
        tokens = Tokens(self.runtime.store, self.runtime.keys)
        for one in self.demo.sign_ins:
            self._tokens[one.role] = await tokens.issue("staff", str(one.id), "simulated", OPERATOR, unit, lasts=None)


def _hanging_up(app: Any) -> Any:
    """The application for callers who go away once a stream of news has begun, which would never end else."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        asked = over = False
        gone = asyncio.Event()

        async def told(message: Any) -> None:
            nonlocal over
            over = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)
            if over or _is_news(message):
                gone.set()

        async def said() -> Any:
            nonlocal asked
            if asked:
                await gone.wait()
                return {"type": "http.disconnect"}
            message = await receive()
            asked = not message.get("more_body")
            return message

        await app(scope, said, told)
        if not over:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer


def _is_news(message: Any) -> bool:
    headers: dict[bytes, bytes] = dict(message.get("headers", ()))
    return headers.get(b"content-type", b"").startswith(b"text/event-stream")
