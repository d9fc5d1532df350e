"""The tile that tells what is wrong: services suspended, and the repair notices that nobody put aside."""

from __future__ import annotations

from collections.abc import Mapping

from civicore.extension.parts import Card
from civicore.repairs.shown import shown
from civicore.runtime import Runtime
from civicore.web.requests import AnyRequest

_SHOWN = 4  # notices on the tile; the rest are counted


def state_card(runtime: Runtime) -> Card:
    """For whoever can do something about it."""

    async def render(request: AnyRequest) -> tuple[str, Mapping[str, object]]:
        suspended = await runtime.suspensions.banners(runtime.clock.now())
        open_ = [one for one in await shown(request) if not one.standing.ignored_by]
        words = {"suspended": suspended, "repairs": open_[:_SHOWN], "more": len(open_[_SHOWN:])}
        return "desk/state_card.html", words

    return Card("people.state", "suspension.switch", render, order=900)
