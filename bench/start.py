"""How long a city needs from nothing to its first answer, and how much memory a process takes.

The slowest and the largest of the shipped cities, each with all plugins installed, started as a command on a database
that is there already. Memory is what the process has to itself once it has shown its first pages.

python -m bench.start
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx

from bench._figures import Figure
from bench._measure import no_words, run
from tests.tools.serving import CIVICORE, ROOT, served

CITIES = ("trutnov", "kryvyi_rih", "sofia", "dms_ua")
CLOCK = "2026-11-23T09:00:00+01:00"
GOAL_START, GOAL_MEMORY = 2.5, 130.0  # seconds, MB
_BARE = "import litestar, uvicorn, piccolo.table, pydantic, jinja2"


def figures(said: argparse.Namespace) -> Iterator[Figure]:
    took: dict[str, list[float]] = {}
    memory: dict[str, list[float]] = {}
    bare = []
    with tempfile.TemporaryDirectory() as folder:
        for city in CITIES:
            with served(_file(city), Path(folder), clock=CLOCK, database=_base(folder, city), executable=CIVICORE):
                pass  # makes the database
        for _ in range(said.rounds):
            for city in CITIES:
                seconds, megabytes = _started(city, Path(folder))
                took.setdefault(city, []).append(seconds)
                memory.setdefault(city, []).append(megabytes)
            bare.append(_imported())
    slowest = max(took, key=lambda city: median(took[city]))
    largest = max(memory, key=lambda city: median(memory[city]))
    yield Figure(
        "Start to the first answer",
        median(took[slowest]),
        "s",
        goal=GOAL_START,
        sense="at most",
        limit=None if said.no_limit else median(bare),
        rounds=tuple(took[slowest]),
        note=f"{slowest}, the slowest of {len(CITIES)}; bare: the libraries imported",
    )
    yield Figure(
        "Memory of a process",
        median(memory[largest]),
        "MB",
        goal=GOAL_MEMORY,
        sense="at most",
        rounds=tuple(memory[largest]),
        note=f"{largest}, the largest of {len(CITIES)}",
    )


def _file(city: str) -> Path:
    return ROOT / "deployments" / f"{city}.yaml"


def _base(folder: str | Path, city: str) -> str:
    return f"sqlite:///{folder}/{city}.db"


def _started(city: str, folder: Path) -> tuple[float, float]:
    """Seconds until /health answers, and megabytes after some pages."""
    log = folder / f"{city}.log"
    words = ["run", str(_file(city)), "--demo", "--clock", CLOCK, "--port", "0", "--db", _base(folder, city)]
    began = perf_counter()
    with log.open("w") as out:
        process = subprocess.Popen([str(CIVICORE), *words], stdout=out, stderr=subprocess.STDOUT, cwd=folder)
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
    while process.poll() is None:
        if told := re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8", "replace")):
            try:
                if httpx.get(f"{told[0]}/health", timeout=5).status_code == 200:
                    return told[0]
            except httpx.TransportError:
                pass
        sleep(0.02)
    raise RuntimeError(f"the server ended: {log.read_text('utf-8', 'replace')[-2000:]}")


def own_memory(process: int) -> float:
    """Megabytes (of 1,000,000 bytes) that a process holds in memory, shared libraries in proportion."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    assert found is not None, told
    return int(found[1]) * 1024 / 1_000_000


def _imported() -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", _BARE], check=True)
    return perf_counter() - began


def main(arguments: Sequence[str] = ()) -> None:
    run("start", no_words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
