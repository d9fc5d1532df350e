"""Towns that are served: real processes, as `make run` starts them, on a database that holds nothing yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench._bases import say
from bench._load import Address
from bench._town import CLOCK, written
from tests.tools.serving import CIVICORE, Server, served

_BUSY = re.compile(r"met a database that is away: (\w+)")
_SAMPLES = ("booking_booking", "core_claim", "core_ledger", "core_message", "core_event_delivery", "core_event")


@contextmanager
def serving(
    text: str, folder: Path, url: str, *, processes: int = 1, clock: str = CLOCK, samples: bool = False
) -> Iterator[tuple[Server, ...]]:
    """Serve a town from so many processes on one database, first made ready and emptied of the demo's samples."""
    town = written(text, folder)
    with ExitStack() as stack:
        if not samples:
            emptied(text, folder, url)
        yield tuple(
            stack.enter_context(served(town, folder, clock=clock, database=url, executable=CIVICORE))
            for _ in range(processes)
        )


def emptied(text: str, folder: Path, url: str) -> None:
    """Make the tables of a town and take out what its demo put there."""
    with served(written(text, folder), folder, clock=CLOCK, database=url, executable=CIVICORE):
        pass
    say(url, *(f"DELETE FROM {table}" for table in _SAMPLES))


def why_busy(servers: Sequence[Server]) -> str:
    """What the logs say of requests that were turned away; nothing where they say nothing."""
    found = Counter(why for one in servers for why in _BUSY.findall(one.log.read_text("utf-8", "replace")))
    return ", ".join(f"{number} by {why}" for why, number in found.items())


def addresses(servers: Sequence[Server]) -> tuple[Address, ...]:
    return tuple(_address(one.base) for one in servers)


def _address(base: str) -> Address:
    at = urlsplit(base)
    assert at.hostname and at.port
    return at.hostname, at.port
