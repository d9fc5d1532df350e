"""One request of a kiosk: which device it is, who stands before it, and whom it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, DeviceHere, Text, own_device, site
from civicore.contracts.admission import Promises
from civicore_ticketing.asked import Asked
from civicore_ticketing.kiosk_state import Memory, Visit

GRACE = timedelta(minutes=1)  # the page itself resets; this is for a browser that did not


@dataclass(frozen=True)
class Hall(Asked):
    """A kiosk of a waiting room, asked now."""

    device: DeviceHere

    @classmethod
    def of(cls, request: AnyRequest, device: str) -> Hall:
        """401 for strangers, 404 for other devices and for those that give no tickets."""
        here = own_device(request, device)
        if here.entry.kind == "display":
            raise NotFoundException
        return cls(request, here)

    @property
    def offered(self) -> tuple[str, ...]:
        """The agendas for which this device gives numbers, by the file."""
        return tuple(self.queues.setting.plan.offered(self.device.office, self.device.id))

    @property
    def path(self) -> str:
        """The kiosk's one address within the site."""
        return f"/device/{self.device.id}/kiosk"

    @property
    def idle(self) -> timedelta:
        """After how long the kiosk forgets."""
        return self.device.entry.idle_reset.exact

    @property
    def menu_booked(self) -> Text | None:
        """The city's words for people with a booking: the device's own, or those of check-in."""
        said = self.device.entry.menu_booked
        if said is not None:
            return said
        menus = (one.menu(self.device.office) for one in self._promises)
        return next((menu for menu in menus if menu is not None), None)

    @property
    def letters(self) -> bool:
        """Whether codes may hold letters."""
        return any(one.letters(self.device.office) for one in self._promises)

    def visit(self) -> Visit:
        """Who stands here, or nobody: what is older than the kiosk may remember is gone."""
        found = self._memory.read(self.request.cookies.get(self._cookie, ""), self.now)
        return Visit(self.now) if found.over(self.now, self.idle + GRACE) else found

    def remember(self, visit: Visit) -> Cookie:
        """The cookie that keeps a visit, touched now."""
        touched = replace(visit, seen=self.now)
        if touched.fresh:
            return self.forget()
        lasts = int((self.idle + GRACE).total_seconds())
        cookies = site(self.request).cookies
        return cookies.make(self._cookie, self._memory.written(touched), seconds=lasts, same_site="strict")

    def forget(self) -> Cookie:
        return site(self.request).cookies.forget(self._cookie)

    def home(self) -> Response[Any]:
        """The start page as the next person finds it: in the first language, nothing kept."""
        where = f"/{self.runtime.languages.default}{self.path}"
        headers = {"Location": where, "Cache-Control": "no-store"}
        return Response(None, status_code=303, headers=headers, cookies=[self.forget()])

    @property
    def _promises(self) -> tuple[Promises, ...]:
        return self.runtime.services.all(Promises)  # type: ignore[type-abstract]

    @property
    def _memory(self) -> Memory:
        return Memory(self.runtime.keys, self.device.id)

    @property
    def _cookie(self) -> str:
        return site(self.request).cookies.named(f"kiosk-{self.device.id}")
