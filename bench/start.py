"""How long a city needs from nothing to its first answer, and how much memory a process takes.

Each of the five shipped cities, with all plugins installed, started as a command on a database that is there already;
its modules are compiled, as those of an installed program are. Memory is what the process has to itself once it has
shown its first pages.

python -m bench.start [--city NAME]...
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx

from bench._figures import Missing, of_rounds
from bench._measure import Told, cause, run
from tests.tools.serving import CIVICORE, ROOT

CITIES = ("trutnov", "kostelec", "kryvyi_rih", "sofia", "dms_ua")
CLOCK = "2026-11-23T09:00:00+01:00"
GOAL_START, GOAL_MEMORY = 2.5, 130.0  # seconds, MB
_PATIENCE = 60.0  # seconds
_BARE = "import litestar, uvicorn, piccolo.table, pydantic, jinja2"
_COMPILED = "their modules compiled beforehand; bare: the libraries imported"


def figures(said: argparse.Namespace) -> Iterator[Told]:
    took: dict[str, list[float]] = {}
    memory: dict[str, list[float]] = {}
    bare = []
    with tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder))
        cities = []
        for city in said.cities or CITIES:
            try:
                _started(city, Path(folder), environ)  # makes the database and compiles what it loads
                cities.append(city)
            except Exception as error:  # the other cities are measured
                yield Missing(f"Start of {city}", cause(error))
        for _ in range(said.rounds):
            for city in cities:
                seconds, megabytes = _started(city, Path(folder), environ)
                took.setdefault(city, []).append(seconds)
                memory.setdefault(city, []).append(megabytes)
            bare.append(_imported(environ))
    yield from _told(took, memory, None if said.no_limit else median(bare))


def _told(took: Mapping[str, list[float]], memory: Mapping[str, list[float]], bare: float | None) -> Iterator[Told]:
    slowest = max(took, key=lambda city: median(took[city]))
    largest = max(memory, key=lambda city: median(memory[city]))
    note = f"{slowest}, the slowest of {len(took)}; {_COMPILED}"
    first = "Start to the first answer"
    yield of_rounds(first, took[slowest], "s", goal=GOAL_START, sense="at most", limit=bare, note=note)
    note = f"{largest}, the largest of {len(took)}"
    yield of_rounds("Memory of a process", memory[largest], "MB", goal=GOAL_MEMORY, sense="at most", note=note)
    for city in took:
        yield of_rounds(f"{first}, {city}", took[city], "s", goal=GOAL_START, sense="at most")
        yield of_rounds(f"Memory of a process, {city}", memory[city], "MB", goal=GOAL_MEMORY, sense="at most")


def _environ(folder: Path) -> dict[str, str]:
    """An installed program finds its modules compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _file(city: str) -> Path:
    return ROOT / "deployments" / f"{city}.yaml"


def _base(folder: str | Path, city: str) -> str:
    return f"sqlite:///{folder}/{city}.db"


def _started(city: str, folder: Path, environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until /health answers, and megabytes after some pages."""
    log = folder / f"{city}.log"
    words = ["run", str(_file(city)), "--demo", "--clock", CLOCK, "--port", "0", "--db", _base(folder, city)]
    began = perf_counter()
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(CIVICORE), *words], stdout=out, stderr=subprocess.STDOUT, cwd=folder, env=environ
        )
    try:
        base = _answering(process, log)
        took = perf_counter() - began
        for path in ("/", "/api/v1/openapi.json", "/demo.json"):
            httpx.get(base + path, timeout=60, follow_redirects=True)
        return took, own_memory(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answering(process: subprocess.Popen[bytes], log: Path) -> str:
    given_up = perf_counter() + _PATIENCE
    while process.poll() is None and perf_counter() < given_up:
        if told := re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8", "replace")):
            try:
                if httpx.get(f"{told[0]}/health", timeout=5).status_code == 200:
                    return told[0]
            except httpx.TransportError:
                pass
        sleep(0.02)
    print(log.read_text("utf-8", "replace")[-4000:], file=sys.stderr)
    raise RuntimeError(f"no answer within {_PATIENCE:.0f} s" if process.poll() is None else "the server ended")


def own_memory(process: int) -> float:
    """Megabytes (of 1,000,000 bytes) that a process holds in memory, shared libraries in proportion."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    assert found is not None, told
    return int(found[1]) * 1024 / 1_000_000


def _imported(environ: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", _BARE], check=True, env=environ)
    return perf_counter() - began


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city", dest="cities", action="append", choices=CITIES)


def main(arguments: Sequence[str] = ()) -> None:
    run("start", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
