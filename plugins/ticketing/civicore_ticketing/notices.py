"""The messages of the waiting room, with a sample of each for previews and tests."""

from __future__ import annotations

from collections.abc import Mapping

from civicore import City, Notice
from civicore_ticketing.alarms import ALARM
from civicore_ticketing.asking import SOON


def notices(city: City) -> tuple[Notice, ...]:
    """Every message."""

    def sample() -> Mapping[str, object]:
        return {"label": "A012", "before": 2, "office": next(iter(city.offices.values())).name}

    def alarm() -> Mapping[str, object]:
        return {"counter": "3", "office": next(iter(city.offices.values())).name, "words": None}

    return (
        Notice(SOON, "ticketing/notices/soon.txt", sample, title="Your turn is near"),
        Notice(ALARM, "ticketing/notices/alarm.txt", alarm),
    )
