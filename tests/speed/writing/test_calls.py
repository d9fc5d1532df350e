"""How much of our own code one booking runs through: a booking costs processor time call by call, and no clock decides.

The letter, the day and the terms are known from the booking before. The bound is a little above what is needed now:
whoever passes it looks for what is worked out again though it hangs on the city alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import civicore_booking
import pytest

import civicore
from civicore.storage import lent, owners
from tests.databases import PATIENT
from tests.speed.writing.test_budgets import held, warmed
from tests.ticketing.service.hall import Hall

pytestmark = pytest.mark.anyio

MOST = {"sqlite": 384, "postgres": 431}
"""Functions of the core and of booking that are entered, or gone on with, for one booking."""
# A reference that looks like a number or a word is drawn once more: chance has its part in one booking.
_TRIALS = {"9:15": "second", "9:30": "third", "9:45": "fourth", "10:00": "fifth", "10:15": "sixth", "10:30": "seventh"}
_OURS = tuple(f"{Path(one.__path__[0])}/" for one in (civicore, civicore_booking))


@contextmanager
def entered() -> Iterator[Counter[str]]:
    """Which of our functions this thread enters inside."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(_OURS):
            found[f"{Path(frame.f_code.co_filename).name}: {frame.f_code.co_qualname}"] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)


async def test_a_booking_like_those_before_works_little_out_anew(
    rebuilt: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lent, "_KEPT", PATIENT)  # the names of a day are held already, however slow the machine is
    monkeypatch.setattr(owners, "strangers", {})  # of strangers' plugins, that tests before this one brought
    town = rebuilt(booking__confirmation="{by: email_link}")
    await warmed(town)
    await held(town, "9:00", "first@example.cz")
    trials = []
    for wall, name in _TRIALS.items():
        with entered() as found:
            await held(town, wall, f"{name}@example.cz")
        trials.append(found)
    least = min(trials, key=Counter.total)
    listed = "\n".join(f"{times:4} {name}" for name, times in least.most_common())
    assert least.total() <= MOST[town.store.engine_type], listed
