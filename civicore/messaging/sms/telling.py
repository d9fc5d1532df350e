"""Who is told what gateways have to say, whichever way they say it."""

from __future__ import annotations

from civicore.messaging.sms.gateway import Came, Report
from civicore.messaging.sms.incoming import Incoming
from civicore.messaging.sms.receipts import reported
from civicore.runtime import Runtime


class Told:
    """Stores what comes; when a method returns, nothing of it can be lost any more."""

    def __init__(self, runtime: Runtime, incoming: Incoming) -> None:
        self._runtime = runtime
        self._incoming = incoming

    async def came(self, message: Came) -> None:
        """A text message; the same one again changes nothing."""
        await self._incoming.take(message)

    async def reported(self, report: Report) -> None:
        """A receipt; late and repeated ones move nothing back."""
        await self._runtime.transact(lambda unit: reported(report, unit))
