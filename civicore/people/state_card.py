"""The tile that tells what is wrong: services suspended, plugins put aside, messages that do not leave."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from civicore.extension.parts import Card
from civicore.people.guards import people
from civicore.runtime import Runtime
from civicore.storage.delivering import described
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.people.cards")


def state_card(runtime: Runtime) -> Card:
    """For whoever can do something about it."""

    async def render(request: AnyRequest) -> tuple[str, Mapping[str, object]]:
        team = people(request)
        suspended = await runtime.suspensions.banners(runtime.clock.now())
        aside = [(one.name, one.reason) for one in team.aside]
        return "desk/state_card.html", {"suspended": suspended, "aside": aside, "troubles": await _troubles(request)}

    return Card("people.state", "suspension.switch", render, order=900)


async def _troubles(request: AnyRequest) -> list[tuple[str, str]]:
    """What the probes of health have to say; a probe that fails is itself a trouble."""
    found = []
    for one in people(request).probes:
        try:
            trouble = await one.probe()
        except Exception as error:
            log.error("probe %s failed: %s", one.id, described(error))
            trouble = "?"
        if trouble:
            found.append((one.id, trouble))
    return found
