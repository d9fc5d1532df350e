"""A steady load: 50 bookings a second while 400 boards listen, 100 of them as kiosks (``--minutes 10``: ten minutes).

Counted are the 95th percentile of the answers, the longest silence at any screen, and how much memory grew.

python -m bench.steady [--minutes N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import Figure, percentile
from bench._listening import listening
from bench._load import Outcome, Round, loaded
from bench._measure import Told, quickly, run, tried
from bench._rush import plenty, sold, turned_away
from bench._servers import addresses, serving
from bench.start import own_memory
from tests.tools.serving import Server

A_SECOND, BOARDS, KIOSKS, OFFICES = 50, 300, 100, 8
GOAL_ANSWER, GOAL_SILENCE, GOAL_MEMORY = 0.3, 120.0, 1.1  # seconds, seconds, times
_WARM = 10.0  # seconds until memory is looked at first


def figures(said: argparse.Namespace) -> Iterator[Told]:
    seconds = quickly(said, "minutes", 0.1, 1) * 60
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from tried(f"Steady load, {engine}", _measured(engine, Path(made), databases, seconds))


def _measured(engine: str, folder: Path, databases: Bases, seconds: float) -> Iterator[Told]:
    url = databases.made(engine)
    with (
        serving(_town.hall(offices=OFFICES, counters=20), folder, url) as servers,
        listening(addresses(servers)[0], _boards(servers[0])) as told,
    ):
        warm = _booked(servers, _WARM if seconds > _WARM else 1, 0)
        before = own_memory(servers[0].process.pid or 0)
        outcome = _booked(servers, seconds, 1)
        after = own_memory(servers[0].process.pid or 0)
        away = turned_away(f"Steady load, {engine}", [warm, outcome], servers)
    made, number = sold(url).number, warm.statuses()[201] + outcome.statuses()[201]
    assert made == number, f"{number} were acknowledged, {made} are kept"
    name = f"Steady load, {engine}"
    note = f"{A_SECOND} bookings a second for {seconds:.0f} s, {BOARDS + KIOSKS} boards listen"
    took = outcome.latencies()
    yield Figure(f"{name}, p95", percentile(took, 95), "s", goal=GOAL_ANSWER, sense="at most", note=note)
    others = sum(one.status not in (201, 503) for one in outcome.answers)
    yield Figure(f"{name}, not booked", others, "answers", goal=0, sense="at most")
    yield away
    yield Figure(f"{name}, screens that lost their stream", told["lost"], "screens", goal=0, sense="at most")
    yield Figure(f"{name}, silence at a screen", told["silence"], "s", goal=GOAL_SILENCE, sense="at most")
    yield Figure(f"{name}, memory at the end", after / before, "times", goal=GOAL_MEMORY, sense="at most")


def _boards(server: Server) -> list[tuple[int, str, str]]:
    """Boards of all offices; what a kiosk asks for is not measured here, a board stands in its place."""
    devices = server.about["tokens"]["devices"]
    displays = [f"office_{office}.display" for office in range(OFFICES)]
    return [((BOARDS + KIOSKS) // OFFICES, f"/api/v1/boards/{one}/events", devices[one]) for one in displays]


def _booked(servers: Sequence[Server], seconds: float, number: int) -> Outcome:
    requests = plenty(OFFICES, int(A_SECOND * seconds), number)
    at = tuple(one / A_SECOND for one in range(len(requests)))
    return loaded(Round(addresses(servers), requests, clients=8, at=at))


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("steady", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
