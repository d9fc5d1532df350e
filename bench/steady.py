"""A steady load: 50 bookings a second while 400 boards listen, 100 of them as kiosks (``--minutes 10``: ten minutes).

Counted are the 95th percentile of the answers, the longest silence at any screen, and how much memory grew.

python -m bench.steady [--minutes N]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import _town
from bench._bases import ENGINES, Bases, bases
from bench._figures import Figure, percentile
from bench._load import Round, loaded
from bench._measure import quickly, run
from bench._rush import plenty, sold
from bench._servers import addresses, serving
from bench.start import own_memory
from tests.tools.serving import ROOT, Server

A_SECOND, BOARDS, KIOSKS, OFFICES = 50, 300, 100, 8
GOAL_ANSWER, GOAL_SILENCE, GOAL_MEMORY = 0.3, 120.0, 1.1  # seconds, seconds, times
_WARM = 10.0  # seconds until memory is looked at first


def figures(said: argparse.Namespace) -> Iterator[Figure]:
    seconds = quickly(said, "minutes", 0.1, 1) * 60
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for engine in said.engines or ENGINES:
            yield from _measured(engine, Path(made), databases, seconds)


def _measured(engine: str, folder: Path, databases: Bases, seconds: float) -> Iterator[Figure]:
    url = databases.made(engine)
    with serving(_town.hall(offices=OFFICES, counters=20), folder, url) as servers:
        listening = _listening(servers[0], seconds + _WARM + 3)
        warm = _booked(servers, _WARM if seconds > _WARM else 1, 0)
        before = own_memory(servers[0].process.pid or 0)
        took, number = _booked(servers, seconds, 1)
        after = own_memory(servers[0].process.pid or 0)
        told = json.loads(listening.communicate()[0])
    assert sold(url).number == number + warm[1], "what was acknowledged is not what is kept"
    assert told["lost"] == 0, f"{told['lost']} screens lost their stream"
    name = f"Steady load, {engine}"
    note = f"{A_SECOND} bookings a second for {seconds:.0f} s, {BOARDS + KIOSKS} boards listen"
    yield Figure(f"{name}, not booked", len(took) - number, "answers", goal=0, sense="at most", note=note)
    yield Figure(f"{name}, p95", percentile(took, 95), "s", goal=GOAL_ANSWER, sense="at most")
    yield Figure(f"{name}, silence at a screen", told["silence"], "s", goal=GOAL_SILENCE, sense="at most")
    yield Figure(f"{name}, memory at the end", after / before, "times", goal=GOAL_MEMORY, sense="at most")


def _listening(server: Server, seconds: float) -> subprocess.Popen[str]:
    """Boards of all offices; what a kiosk asks for is not measured here, a board stands in its place."""
    host, port = addresses((server,))[0]
    devices, lines = server.about["tokens"]["devices"], []
    for office in range(OFFICES):
        display = f"office_{office}.display"
        lines.append(f"{(BOARDS + KIOSKS) // OFFICES} /api/v1/boards/{display}/events {devices[display]}")
    process = subprocess.Popen(
        [sys.executable, "-m", "bench._listening", host, str(port), str(seconds)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write("\n".join(lines))
    process.stdin.close()
    process.stdin = None
    return process


def _booked(servers: Sequence[Server], seconds: float, number: int) -> tuple[list[float], int]:
    """Seconds of each answer, and how many were acknowledged."""
    requests = plenty(OFFICES, int(A_SECOND * seconds), number)
    at = tuple(one / A_SECOND for one in range(len(requests)))
    outcome = loaded(Round(addresses(tuple(servers)), requests, clients=8, at=at))
    return outcome.latencies(), outcome.statuses()[201]


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("steady", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
