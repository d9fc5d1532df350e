"""What the messengers of a city bring: services, addresses, jobs, what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import Routes, Runtime, Service
from civicore.contracts.dialog import Messengers
from civicore_bots.at_work import AtWork
from civicore_bots.bots import Bots
from civicore_bots.demo_screens import DemoScreens
from civicore_bots.reaching import Reach
from civicore_bots.talking import Talker


def services(runtime: Runtime, talker: Talker) -> Iterator[Service]:
    """In a demo nothing leaves the computer: its screens stand in for the messengers."""
    bots = Bots(runtime, talker, DemoScreens() if runtime.demo else None)
    reach = Reach(bots)
    yield Service(Bots, bots)
    yield Service(AtWork, AtWork(bots))
    yield Service(Reach, reach)
    if bots.lines:
        yield Service(Messengers, reach)


def routes(runtime: Runtime) -> Iterator[Routes]:
    """The addresses that messengers call; of a demo its chat."""
    from civicore_bots import demo_chat, hook

    work = runtime.services.one(AtWork)
    if isinstance(work.bots.stand_in, DemoScreens):
        yield demo_chat.routes(work, work.bots.stand_in)
    elif work.bots.lines:
        yield hook.routes(work.bots, work.hearing)
