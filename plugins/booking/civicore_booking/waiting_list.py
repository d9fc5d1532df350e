"""The waiting list as pages use it: asked for, confirmed by a link, left by the same link."""

from __future__ import annotations

from dataclasses import dataclass

from civicore import Refusal
from civicore_booking import codes, joining, proving
from civicore_booking.setting import Setting
from civicore_booking.waitlist import Waiting, WaitingRequest


@dataclass(frozen=True)
class WaitingList:
    """Answers with a value or a Refusal; nothing a citizen does raises."""

    setting: Setting

    async def ask(self, wish: WaitingRequest) -> Waiting | Refusal:
        """Ask to be put on the waiting list; the owner of the address confirms by the link we send."""
        return await joining.ask(self.setting, wish)

    async def join(self, token: str) -> Waiting | Refusal:
        """Confirm that one wants to wait; a second time is answered like the first."""
        entry = codes.waiting_of(self.setting.runtime.keys, token)
        return Refusal("booking.unknown") if entry is None else await joining.join(self.setting, entry)

    async def entry(self, token: str) -> Waiting | None:
        """The entry of a link to the waiting list."""
        return await proving.waiting_of(self.setting, token)

    async def leave(self, token: str) -> None:
        """Leave the waiting list."""
        entry = codes.waiting_of(self.setting.runtime.keys, token)
        if entry is not None:
            await joining.leave(self.setting, entry)
