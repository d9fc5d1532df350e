"""What the core itself finds wrong: plugins put aside, probes of health, secrets without value."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from civicore.extension.parts import HealthProbe
from civicore.extension.registry import Quarantined
from civicore.messaging.languages import Msgid
from civicore.repairs.book import Repairs
from civicore.repairs.repair import Repair
from civicore.storage.delivering import described

ASIDE, HEALTH = "plugin.aside", "health"
log = logging.getLogger("civicore.repairs")


async def look(repairs: Repairs, probes: Iterable[HealthProbe], aside: Sequence[Quarantined]) -> None:
    """Tell what is wrong now, and settle what no longer is."""
    tell_aside(repairs, aside)
    repairs.tell(HEALTH, [ill(one, trouble) for one in probes if (trouble := await _trouble(one))])


def tell_aside(repairs: Repairs, aside: Sequence[Quarantined]) -> None:
    """Tell which plugins are not used."""
    repairs.tell(ASIDE, {one.name: put_aside(one) for one in aside}.values())


def put_aside(one: Quarantined) -> Repair:
    """A plugin that is not used."""
    return Repair(
        f"{ASIDE}:{one.name}",
        "error",
        Msgid("The plugin %(name)s is not used."),
        Msgid("It failed: %(reason)s. The rest runs. Mend or update it, then start the server again."),
        where=f"plugins.{one.name}",
        words={"name": one.name, "reason": one.reason},
    )


def ill(probe: HealthProbe, trouble: str) -> Repair:
    """A part that says that something is wrong with it."""
    return Repair(
        f"{HEALTH}:{probe.id}",
        "error" if probe.vital else "warning",
        Msgid("Trouble: %(trouble)s"),
        Msgid("Mend it there; it is looked at each minute, and this notice goes by itself."),
        where=probe.id,
        words={"trouble": trouble},
    )


async def _trouble(one: HealthProbe) -> str | None:
    """What a probe has to say; one that fails is itself a trouble."""
    try:
        return await one.probe()
    except Exception as error:
        log.error("probe %s failed: %s", one.id, described(error))
        return type(error).__name__
