"""One request of a kiosk: which device it is, who stands before it, and whom it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, Kiosk, Text
from civicore.contracts.admission import Promises
from civicore_ticketing.kiosk_state import ROOM, Visit
from civicore_ticketing.service import Queues


@dataclass(frozen=True)
class Hall(Kiosk):
    """A kiosk of a waiting room, asked now."""

    @classmethod
    def of(cls, request: AnyRequest, device: str) -> Self:
        """401 for strangers, 404 for other devices and for those that give no tickets."""
        found = super().of(request, device)
        if found.device.town:
            raise NotFoundException
        return found

    @property
    def queues(self) -> Queues:
        return self.runtime.services.one(Queues)

    @property
    def offered(self) -> tuple[str, ...]:
        """The agendas for which this device gives numbers, by the file."""
        return tuple(self.queues.setting.plan.offered(self.device.office, self.device.id))

    @property
    def path(self) -> str:
        """The kiosk's one address within the site."""
        return f"/device/{self.device.id}/kiosk"

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
        return Visit.of(self.facts(ROOM), self.comforts)

    def remember(self, visit: Visit) -> Cookie:
        """The cookie that keeps a visit, touched now."""
        kept = visit if self.fits(ROOM, visit.facts()) else visit.in_short()
        return self.keep(ROOM, kept.facts(), visit.comforts)

    @property
    def _promises(self) -> tuple[Promises, ...]:
        return self.runtime.services.all(Promises)  # type: ignore[type-abstract]
