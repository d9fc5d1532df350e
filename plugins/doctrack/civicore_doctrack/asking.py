"""A plugin of a third party that knows how far documents are, asked now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from civicore.contracts.documents import StageSource
from civicore_doctrack import judging, observing, runs
from civicore_doctrack.setting import Setting

log = logging.getLogger("civicore.doctrack")

PATIENCE = 20.0  # seconds; who hangs does not answer, and nobody else would ever notice


async def ask(setting: Setting) -> None:
    """Take over what the plugin of ``doctrack.source`` knows. Silence and errors leave everything as it is."""
    said = setting.said.source
    if said is None:
        return
    feeder = judging.feeder(setting, said.plugin)
    known_sources = setting.runtime.services.all(StageSource)  # type: ignore[type-abstract]
    source = next((one for one in known_sources if one.plugin == said.plugin), None)
    if feeder is None or source is None:
        await setting.runtime.transact(lambda unit: runs.trouble(unit, said.plugin, "doctrack.source_silent"))
        return
    state = next(one for one in await runs.sources(setting) if one.source == said.plugin)
    try:
        async with asyncio.timeout(PATIENCE):
            known: Any = await source.observed(state.as_of)  # a third party's word for its type
    except Exception:
        log.warning("the source of document stages %s did not answer", said.plugin, exc_info=True)
        await setting.runtime.transact(lambda unit: runs.trouble(unit, said.plugin, "doctrack.source_silent"))
        return
    lines = known if isinstance(known, Sequence) and not isinstance(known, str | bytes) else [known]
    await observing.take(setting, feeder, lines)  # what is no list is refused there as a line that cannot be read
