"""One request of a kiosk: which device it is, who stands before it, and the page it gets.

Every page of a kiosk, whichever plugin's, looks alike and forgets alike: who goes away leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal, Self
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException

from civicore.devices.here import own_device
from civicore.devices.kiosk_memory import Memory, Visit, toggled
from civicore.devices.places import DeviceHere
from civicore.devices.screens import Button, Screens
from civicore.web.asked import Asked
from civicore.web.pages import page, redirect, site
from civicore.web.requests import AnyRequest

Paper = Literal["printed", "here", "none"]
GRACE = timedelta(minutes=1)  # the page itself resets; this is for a browser that did not


@dataclass(frozen=True)
class Kiosk(Asked):
    """A kiosk, asked now. A plugin's pages of it extend the template ``devices/kiosk/layout.html``."""

    device: DeviceHere

    @classmethod
    def of(cls, request: AnyRequest, device: str) -> Self:
        """401 for strangers, 404 for other devices and for boards, which nobody can touch."""
        here = own_device(request, device)
        if here.entry.kind == "display":
            raise NotFoundException
        return cls(request, here)

    @property
    def start(self) -> str:
        """The path of this device's first screen, without language."""
        return self.runtime.services.one(Screens).path(self.device)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """What plugins offer on the first screen."""
        return self.runtime.services.one(Screens).buttons(self.device.id)

    @property
    def over(self) -> str:
        """The address that forgets the person and shows the first screen."""
        return f"{self.start}/over"

    @property
    def say(self) -> str:
        """The address that reads words aloud."""
        return f"/device/{self.device.id}/say"

    @property
    def look(self) -> str:
        """Where the buttons for larger print and contrast are sent to."""
        return f"/device/{self.device.id}/look"

    @property
    def idle(self) -> timedelta:
        """After how long the kiosk forgets."""
        return self.device.entry.idle_reset.exact

    @property
    def visitor(self) -> Visit:
        """Who stands here, or nobody: what is older than the kiosk may remember is gone."""
        found = self._memory.read(self.request.cookies.get(self._cookie, ""), self.now)
        return Visit(self.now) if found.over(self.now, self.idle + GRACE) else found

    @property
    def comforts(self) -> frozenset[str]:
        """How the person wants to see the screen: ``large``, ``contrast``, ``low``, ``spoken``."""
        return self.visitor.comforts

    def facts(self, room: str) -> Mapping[str, Any]:
        """What the pages of a plugin kept of this person; another plugin's are forgotten with the first touch here."""
        found = self.visitor
        return found.facts if found.room == room else {}

    def keep(self, room: str, facts: Mapping[str, Any], comforts: frozenset[str] | None = None) -> Cookie:
        """The cookie that keeps these facts (JSON, a few kilobytes) until the person goes; touched now.

        ValueError when they are too many for a cookie.
        """
        shown = self.comforts if comforts is None else comforts
        return self._kept(Visit(self.now, shown, room, facts))

    def fits(self, room: str, facts: Mapping[str, Any]) -> bool:
        """Whether a cookie can hold them."""
        return self._memory.written(Visit(self.now, self.comforts, room, facts)) is not None

    def toggled(self, comfort: str) -> Cookie:
        """The cookie after a touch on a button of how the screen is shown."""
        found = self.visitor
        return self._kept(replace(found, seen=self.now, comforts=toggled(found.comforts, comfort)))

    def forget(self) -> Cookie:
        return site(self.request).cookies.forget(self._cookie)

    def home(self) -> Response[Any]:
        """The first screen as the next person finds it: in the first language, nothing kept."""
        where = f"/{self.runtime.languages.default}{self.start}"
        headers = {"Location": where, "Cache-Control": "no-store"}
        return Response(None, status_code=303, headers=headers, cookies=[self.forget()])

    def page(
        self, template: str, screen: str, *, status: int = 200, cookies: tuple[Cookie, ...] = (), **context: Any
    ) -> Response[str]:
        """A screen; the time until the kiosk forgets begins anew. ``screen`` names it for its style: ``on-…``."""
        touched = cookies or (self._kept(replace(self.visitor, seen=self.now)),)
        facts = {"screen": screen, "resets": True, "refresh": 0, "prints": False, **context}
        return page(self.request, template, status=status, personal=True, kiosk=self, cookies=list(touched), **facts)

    async def paper(self) -> Paper:
        """What would become of a slip now: ``printed``, ``here`` (this browser prints it) or ``none``."""
        state = await self.runtime.printers.state(self.device.id)
        if state.prints_here:
            return "here"
        return "printed" if state.ready else "none"

    async def came_out(self, paper: str, job: str) -> str:
        """What became of the slip on the screen, by now.

        One that still waits for a printer in trouble is withdrawn: the person keeps what the screen says, and
        nothing stale comes out once the paper is refilled.
        """
        if paper != "printed" or not job:
            return paper
        printers = self.runtime.printers
        found = await printers.job(UUID(job))
        if found is None or found.state == "printed":
            return "printed"
        if found.state == "queued" and not (await printers.state(found.device)).ready:
            await self.runtime.transact(lambda unit: printers.withdraw(unit, found.about))
            return "none"
        return "printed" if found.state in ("queued", "printing") else "none"

    def go(self, path: str, *cookies: Cookie) -> Response[None]:
        """See another screen."""
        return redirect(self.request, path, cookies=list(cookies))

    def _kept(self, visit: Visit) -> Cookie:
        if visit.fresh:
            return self.forget()
        written = self._memory.written(visit)
        if written is None:
            raise ValueError("too much for the kiosk's cookie")
        lasts = int((self.idle + GRACE).total_seconds())
        return site(self.request).cookies.make(self._cookie, written, seconds=lasts, same_site="strict")

    @property
    def _memory(self) -> Memory:
        return Memory(self.runtime.keys, self.device.id)

    @property
    def _cookie(self) -> str:
        return site(self.request).cookies.named(f"kiosk-{self.device.id}")
