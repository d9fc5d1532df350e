"""A running city in memory, and what a test sees and moves of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.demo.demo import OPERATOR
from civicore.demo.outbox import CaughtMessage
from civicore.jobs import once
from civicore.people.team import People
from civicore.storage.unit_of_work import UnitOfWork
from civicore.testing.aside import Aside
from civicore.testing.browsing import Browser
from civicore.testing.faults import Faults

T = TypeVar("T")


@dataclass(frozen=True)
class HookCall:
    """A hook that was asked of a plugin while the city was put together, and the parts it gave."""

    plugin: str
    hook: str
    parts: tuple[Any, ...]


class TownClock:
    """The city's time. It stands still until a test moves it; then jobs are done and messages go out."""

    def __init__(self, town: Town, clock: DemoClock) -> None:
        self._town = town
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The instant it shows, in UTC."""
        return self._clock.now()

    def set(self, at: str | datetime) -> None:
        """Stand at this instant: ``2026-11-24T07:40:00+01:00``."""
        self.jump(at)
        self._town.settle()

    def advance(self, by: str | timedelta) -> None:
        """Move on: ``15min``, ``1d``."""
        length = by if isinstance(by, timedelta) else Duration.parse(by).exact
        self.set(self.now + length)

    def jump(self, to: str | datetime) -> None:
        """Stand at this instant, earlier or later, as a wrong clock does: nothing is done because of it."""
        at = to if isinstance(to, datetime) else datetime.fromisoformat(to)
        assert at.tzinfo is not None, f"{to} says no offset"
        self._clock.freeze(at)


class Town:
    """One city that runs beside the test, as its plugins, its citizens and its clerks see it."""

    def __init__(
        self,
        built: Built,
        aside: Aside,
        faults: Faults,
        calls: Sequence[HookCall],
        clock: DemoClock,
        *,
        database: str = "sqlite://",
    ) -> None:
        self.built, self.aside, self.faults, self.database = built, aside, faults, database
        self.hook_calls = tuple(calls)
        self.clock = TownClock(self, clock)
        self.outbox = Outbox(self)
        self._browsers: list[Browser] = []
        self._leave: Callable[[], None] | None = None

    def begin(self, *, samples: bool) -> None:
        """Prepare the database and start serving."""
        self.aside.do((self.built if samples else replace(self.built, samples=())).prepare())
        self._leave = self.aside.enter(self.built.app.lifespan)

    def end(self) -> None:
        """Stop serving; a second time does nothing."""
        for browser in self._browsers:
            browser.close()
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()

    @property
    def runtime(self) -> Any:
        """What plugins are handed: the city, the store, services."""
        return self.built.runtime

    @cached_property
    def default(self) -> str:
        """The city's first language."""
        return str(self.runtime.languages.default)

    def settle(self) -> None:
        """Do every job once and send what is due."""
        self.aside.do(once(self.built.app.state.jobs))
        self.aside.do(self.built.outbox.flush())

    def browser(self, language: str | None = None, *, token: str | None = None) -> Browser:
        """Somebody with a browser of their own."""
        made = Browser(self.built.app, self.aside, language=language or self.default, token=token)
        self._browsers.append(made)
        return made

    def staff(self, role: str, language: str | None = None) -> Browser:
        """A browser in which a member of staff of this role has signed in. LookupError without such a role."""
        assert self.built.demo is not None
        known = {one.role: one.id for one in self.built.demo.sign_ins}
        if role not in known:
            raise LookupError(f"no role {role!r}, only {', '.join(sorted(known))}")
        return self.signed_in(known[role], language)

    @property
    def leading(self) -> str:
        """The role that may do most."""
        assert self.built.demo is not None
        return self.built.demo.sign_ins[-1].role

    def kiosk(self, device: str | None = None) -> Browser:
        """The screen of a device, ``town_hall.kiosk``; the first one of the file when none is named."""
        assert self.built.demo is not None
        known = list(self.built.demo.device_tokens)
        if not known:
            raise LookupError("the city has no device")
        browser = self.browser()
        browser.open(f"/demo/device/{device or known[0]}")
        return browser

    def do(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """One unit of work, as a plugin does it."""

        async def done() -> T:
            answer: T = await self.runtime.transact(work)
            return answer

        return self.aside.do(done())

    def parts(self, hook: str, plugin: str | None = None) -> list[Any]:
        """What a hook was answered, by all plugins or by one."""
        aside = {one.name for one in self.built.quarantined}
        asked = [one for one in self.hook_calls if one.hook == hook and plugin in (None, one.plugin)]
        # Whoever was asked twice was put together again without a plugin that failed: the last answer counts.
        last = {one.plugin: one.parts for one in asked if one.plugin not in aside}
        return [part for parts in last.values() for part in parts]

    def disk_full(self) -> Any:
        """A block in which nothing can be stored."""
        return self.faults.disk_full(self.runtime.store)

    def signed_in(self, account: UUID, language: str | None) -> Browser:
        """A browser in which the member of staff with this account has signed in."""
        sessions = self.runtime.services.one(People).sessions
        secret = self.do(lambda unit: sessions.begin(account, unit, complete=True))
        browser = self.browser(language)
        browser.cookies.set(self.built.app.state.site.cookies.named("desk"), secret)
        return browser

    def token(self, device: str) -> str:
        """A bearer token of a device."""
        tokens = self.runtime.services.one(People).tokens
        secret: str = self.do(lambda unit: tokens.issue("device", device, "test", OPERATOR, unit, lasts=None))
        return secret


class Outbox:
    """Messages that left the city, on every channel, as the people they are for would see them."""

    def __init__(self, town: Town) -> None:
        self._town = town

    @property
    def all(self) -> list[CaughtMessage]:
        """The oldest first; what is due is sent before."""
        demo = self._town.built.demo
        assert demo is not None
        self._town.aside.do(self._town.built.outbox.flush())
        return list(reversed(self._town.aside.do(demo.catcher.all())))

    def to(self, person: str) -> list[CaughtMessage]:
        """Those for an address or a number."""
        return [one for one in self.all if one.to == person]

    def last(self, person: str) -> CaughtMessage:
        """The newest message to somebody; AssertionError when there is none."""
        found = self.to(person)
        assert found, f"no message to {person}, only to {sorted({one.to for one in self.all})}"
        return found[-1]

    def __len__(self) -> int:
        return len(self.all)
