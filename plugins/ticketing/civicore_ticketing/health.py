"""What the waiting room tells the health page: a run of numbers that will not last the day."""

from __future__ import annotations

from civicore import HealthProbe
from civicore_ticketing import store
from civicore_ticketing.setting import Setting

_FEW = 20  # numbers left


def probe(setting: Setting) -> HealthProbe:
    async def look() -> str | None:
        async with setting.runtime.store.reading():
            short = await store.runs_short_of(setting.day_at(setting.now), _FEW)
        if not short:
            return None
        return f"fewer than {_FEW} numbers are left today: {', '.join(sorted(short))} (ticketing.numbers)"

    return HealthProbe("ticketing.numbers", look, vital=False)
