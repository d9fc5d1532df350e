"""Counts the failures of canaries in a row, and tells staff at the second: notice, mail, webhook."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from urllib.parse import urlsplit

from civicore.base.tasks import is_the_end
from civicore.contracts.canary import Canary
from civicore.messaging.alerts import alert
from civicore.messaging.languages import Msgid
from civicore.repairs.repair import Repair
from civicore.runtime import Runtime
from civicore.storage.delivering import described
from civicore.storage.unit_of_work import UnitOfWork

KIND = "canary"
NOTICE = "canary.alarm"
_PATIENCE = 20.0  # seconds; who waits longer for a booking has gone
log = logging.getLogger("civicore.canary")


class Watch:
    """The canaries of one process; ``misses`` by name, in a row."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.misses = Counter[str]()

    async def look(self) -> None:
        """Let every canary sing once."""
        for one in self._runtime.services.all(Canary):  # type: ignore[type-abstract]
            await self._one(one)

    async def _one(self, canary: Canary) -> None:
        wrong = await _heard(canary)
        if wrong is None:
            self.misses[canary.name] = 0
            self._runtime.repairs.settle(f"{KIND}:{canary.name}")
            return
        self.misses[canary.name] += 1
        log.error("canary %s failed %d times: %s", canary.name, self.misses[canary.name], wrong)
        if self.misses[canary.name] >= self._runtime.city.operations.canary.misses:
            self._runtime.repairs.raise_(silent(canary.name, wrong))
        if self.misses[canary.name] == self._runtime.city.operations.canary.misses:
            await self._alarm(canary.name, wrong)

    async def _alarm(self, name: str, wrong: str) -> None:
        """By mail and webhook, each as well as it can: what is broken may be the database."""
        for tell in (self._mail, self._webhook):
            try:
                await tell(name, wrong)
            except Exception as error:
                log.error("the alarm of canary %s could not go out: %s", name, described(error))

    async def _mail(self, name: str, wrong: str) -> None:
        async def work(unit: UnitOfWork) -> None:
            await alert(self._runtime, unit, NOTICE, {"name": name, "trouble": wrong}, about=f"{KIND}:{name}")

        await self._runtime.transact(work)

    async def _webhook(self, name: str, wrong: str) -> None:
        address = self._runtime.city.operations.canary.webhook
        if address is None or urlsplit(address).hostname not in self._runtime.city.security.webhooks_to:
            return
        import httpx  # loaded with the first alarm

        async with httpx.AsyncClient(timeout=5.0, follow_redirects=False) as client:
            told = {"city": self._runtime.city.deployment.id, "alarm": KIND, "name": name, "trouble": wrong}
            (await client.post(address, json=told)).raise_for_status()


def silent(name: str, wrong: str) -> Repair:
    """Citizens cannot do what a canary tried."""
    return Repair(
        f"{KIND}:{name}",
        "error",
        Msgid('A trial of "%(name)s" fails: %(trouble)s. Citizens probably cannot use it.'),
        Msgid("Try it yourself. The log says more; the notice goes by itself with the next trial that succeeds."),
        where="operations.canary",
        words={"name": name, "trouble": wrong},
    )


async def _heard(canary: Canary) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await canary.sing()
    except BaseException as error:
        if is_the_end(error):
            raise
        return type(error).__name__
