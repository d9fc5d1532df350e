"""One request of somebody who writes to us: the draft of their browser, what is asked of them, the way on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from litestar import Response
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, files, language, maps, new_id, redirect, site
from civicore_signals import asking, drafts, journey
from civicore_signals.citizen import Here, first
from civicore_signals.drafts import Kept
from civicore_signals.journey import Asked, Draft, Spot, Step
from civicore_signals.plan import Category, Kind

NEW = "/signals/new"
LANGUAGE = "_language"
_PURPOSE = "signals.draft"
_TYPED: frozenset[Step] = frozenset({"place", "questions", "text", "contacts"})


@dataclass(frozen=True)
class Trip:
    """A page of the journey being asked for. ``browser`` is the hash of the browser's secret, empty for a new one.

    A draft that was sent is kept for a while, so that what became of it can be shown; what is written now is new.
    """

    here: Here
    kind: Kind
    kept: Kept | None
    browser: str = ""

    @property
    def draft(self) -> Draft:
        """What is written so far, as the file of today understands it."""
        found = self.kept.draft if self.kept and self.kept.sent is None else Draft(self.kind.id)
        return asking.prepared(self.here.plan, self.kind, found)

    @property
    def asked(self) -> Asked:
        return asking.asked_of(self.here.plan, self.kind, self.draft)

    @property
    def type(self) -> Category | None:
        """What it is about, once that is chosen."""
        return self.here.plan.category(self.draft.category or "")

    @property
    def language(self) -> str:
        return language(self.here.request)

    @property
    def needs_account(self) -> bool:
        """Whether somebody must sign in before going on."""
        plan, category = self.here.plan, self.draft.category or ""
        return plan.registration(self.kind.id, category) == "required" and self.here.citizen is None

    @cached_property
    def rules(self) -> files.Rules:
        """Which files may be sent."""
        return file_rules(self.here)

    def path(self, step: str = "") -> str:
        return f"{NEW}/{self.kind.id}/{step}" if step else f"{NEW}/{self.kind.id}"

    def reachable(self, step: Step) -> bool:
        return journey.reachable(self.draft, self.asked, step)

    @property
    def next(self) -> str:
        return self.path(journey.next_step(self.draft, self.asked))

    def back(self, step: Step) -> str:
        """Where Back leads."""
        before = journey.before(self.asked, step)
        return self.path(before) if before else NEW

    def page(self, template: str, step: Step, *, status: int = 200, **context: Any) -> Response[str]:
        """A page of the journey; nobody else may see it, no cache keeps it."""
        seen = {"number": journey.number(self.asked, step), "of": journey.pages(self.asked, self.draft)}
        facts = {
            "typed": step in _TYPED,
            "trip": self,
            "draft": self.draft,
            **seen,
            "back": self.back(step),
            **context,
        }
        return self.here.page(f"new/{template}", status=status, personal=True, **facts)

    async def keep(self, draft: Draft) -> tuple[Trip, tuple[Cookie, ...]]:
        """Keep the draft; a browser that had none gets its cookie."""
        runtime, now = self.here.runtime, self.here.runtime.clock.now()
        if self.kept is not None and self.kept.sent is None:
            kept = replace(self.kept, draft=draft)
            await runtime.transact(lambda unit: drafts.change(kept, now))
            return replace(self, kept=kept), ()
        cookies: tuple[Cookie, ...] = ()
        browser = self.browser
        if not browser:
            secret = f"{new_id().hex}{new_id().hex}"
            browser, made = runtime.keys.digest(_PURPOSE, secret), site(self.here.request).cookies
            cookies = (made.make(made.named("writing"), secret),)
        begun = await runtime.transact(lambda unit: drafts.begin(browser, draft, now))
        return replace(self, kept=begun, browser=browser), cookies

    async def onward(self, draft: Draft, step: str = "") -> Response[Any]:
        """Keep the draft and see the next page that wants an answer, or the one named."""
        trip, cookies = await self.keep(draft)
        return redirect(self.here.request, trip.path(step) if step else trip.next, cookies=cookies)


async def travelling(request: AnyRequest, kind: str) -> Trip:
    """What this browser is writing; a page that is not there for a kind that nobody can send."""
    here = Here(request)
    found = here.plan.kinds.get(kind)
    if found is None or not here.plan.types(kind):
        raise NotFoundException
    secret = request.cookies.get(site(request).cookies.named("writing"), "")
    if not secret:
        return Trip(here, found, None)
    runtime, now = here.runtime, here.runtime.clock.now()
    async with runtime.store.reading():
        for browser in runtime.keys.digests(_PURPOSE, secret):
            kept = await drafts.find(browser, kind, now)
            if kept is not None:
                return Trip(here, found, kept, browser)
    return Trip(here, found, None, runtime.keys.digest(_PURPOSE, secret))


def other_language(request: AnyRequest, data: Any) -> bool:
    """Whether the form was filled in on a page in another language: then it is shown again, not judged."""
    written = first(data, LANGUAGE)
    return bool(written) and written != language(request)


def file_rules(here: Here) -> files.Rules:
    """Which photos and papers the city takes."""
    said = here.plan.attachments
    names = {"jpg": "jpeg"}
    types = tuple(dict.fromkeys(names.get(one, one) for one in said.types))
    return files.Rules(cast("Any", types), said.max_size, said.max_files)


def spot_raw(spot: Spot) -> dict[str, str]:
    """A place as the fields of the picker bear it."""
    lat, lon = (f"{one:.6f}" for one in spot.point) if spot.point else ("", "")
    return {"lat": lat, "lon": lon, "address": spot.address or "", "area": spot.area or ""}


def spot_of(chosen: maps.Chosen) -> Spot:
    """A place that was picked, as a draft keeps it."""
    point = chosen.point
    return Spot((point[0], point[1]) if point else None, chosen.address, chosen.area)
