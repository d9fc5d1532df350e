"""Every bot and its public link are tried now and then; a dead one disappears, staff are told, until it is well."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from civicore import CannotSend, HealthProbe, Job
from civicore_bots import state
from civicore_bots.bots import Bots
from civicore_bots.lines import Line

log = logging.getLogger("civicore.bots")

_SECONDS = 15.0
_OFTEN = timedelta(minutes=1)


async def probe_all(bots: Bots) -> None:
    """Try every line now and write down how it is."""
    await asyncio.gather(*(probe(bots, line) for line in bots.lines.values()))


async def probe(bots: Bots, line: Line) -> str | None:
    """Try one line; None when it is well, else what is wrong, in a sentence for staff."""
    trouble = await _bot(bots, line) or await _link(line)
    if await bots.runtime.transact(lambda unit: state.judged(line.id, trouble, unit.now)) and trouble:
        log.error("%s does not work: %s", line.id, trouble)
    return trouble


async def _bot(bots: Bots, line: Line) -> str | None:
    transport = bots.transport(line)
    if transport is None:
        return "its token is missing"
    try:
        name = await transport.name()
    except CannotSend as error:
        return f"the bot does not answer: {error.reason}"
    if name.lower() != line.said.name.lstrip("@").lower():
        return "the bot has another name than the city's file says"
    return None


async def _link(line: Line) -> str | None:
    import httpx  # loaded by whoever asks first

    try:
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            answer = await client.get(line.said.link)
    except httpx.HTTPError as error:
        return f"its link cannot be opened ({type(error).__name__})"
    return f"its link answers {answer.status_code}" if answer.status_code >= 400 else None


async def due(bots: Bots) -> None:
    """Try the lines whose time has come, by ``health.every``."""
    async with bots.runtime.store.reading():
        known = await state.states()
    now, zone = bots.runtime.clock.now(), bots.runtime.city.zone
    for line in bots.lines.values():
        tried = known[line.id].tried_at if line.id in known else None
        if tried is None or line.bot.health.every.after(tried, zone) <= now:
            await probe(bots, line)


def jobs(bots: Bots) -> Iterable[Job]:
    """In a demo nothing is tried: its bots are on its own pages."""
    if bots.lines and bots.stand_in is None:

        async def run() -> None:
            await due(bots)

        yield Job("bots.probe", _OFTEN, run)


def health(bots: Bots) -> Iterable[HealthProbe]:
    """A sentence for each bot that does not work, or that is not paid for."""
    for line in bots.lines.values():
        yield HealthProbe(f"bots.{line.id}", _asked(bots, line), vital=False)


def _asked(bots: Bots, line: Line) -> Callable[[], Awaitable[str | None]]:
    async def asked() -> str | None:
        async with bots.runtime.store.reading():
            known = await state.state(line.id)
        if not known.well:
            return f"{line.said.name} ({line.via}): {known.trouble}"
        return f"{line.said.name} ({line.via}): its balance is used up" if known.poor_at else None

    return asked
