"""``make bench``: run every measure of the table, one after the other, and write what they say.

Each measure is a process of its own: one that fails or hangs takes nothing else with it. After each of them
``bench/results.json`` and the pages of the manual are written, so that what was measured is kept.

python -m bench [--quick] [--budget MINUTES] [--only NAME]... [--to FILE] [--page]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench import _machine, _page, _results, scale

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measure:
    """``usual``: seconds that it takes on a quiet machine, ``most``: after which it is given up; words of its own."""

    usual: float
    most: float
    words: tuple[str, ...] = ()


# In this order: when time runs out, the last are left out.
TABLE = {
    "w1": Measure(80, 240),
    "w2": Measure(70, 240),
    "w3": Measure(90, 240),
    "checkin": Measure(140, 240),
    "hall": Measure(60, 180),
    "growth": Measure(240, 420),
    "start": Measure(110, 240),
    "opening": Measure(110, 240),
    "steady": Measure(170, 300),
    "kept": Measure(520, 900),
    "restore": Measure(80, 300),
    "peers": Measure(180, 600),
    "outbox": Measure(10, 60),
    "check": Measure(10, 60),
    "plan": Measure(80, 180),
    "signals": Measure(100, 240, ("--small",)),
}
BUDGET = 38.0  # minutes for all of them


def measured(name: str, seconds: float, *, quick: bool) -> _results.Part:
    """Run one measure; its figures, how long it took, and what went wrong."""
    # All its files lie in one folder, so that gigabytes do not stay where it was ended by force.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may run as somebody else
        flushes, load, began = _machine.flushes(), _machine.load(), perf_counter()
        to, environ = Path(folder) / "figures", {**os.environ, "TMPDIR": folder}
        words = [sys.executable, "-m", f"bench.{name}", "--to", str(to), *TABLE[name].words]
        words += ["--quick"] if quick else []
        process = subprocess.Popen(words, cwd=ROOT, env=environ, start_new_session=True)
        trouble, told = _ended(process, seconds), _results.lines(to)
        if any("cause" in one for one in told):
            trouble = trouble.removeprefix("ended with 1")  # what was not measured says why
        return _results.Part(told, perf_counter() - began, trouble, flushes, load)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> str:
    """Wait for a measure and end whatever it left; what went wrong, or nothing."""
    try:
        code = process.wait(seconds)
        return f"ended with {code}" if code else ""
    except subprocess.TimeoutExpired:
        return f"no end within {seconds:.0f} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=")
    parser.add_argument("--quick", action="store_true", help="small, to see that everything works")
    parser.add_argument("--budget", type=float, default=BUDGET, metavar="MINUTES", help="for all; what is over is left")
    parser.add_argument("--only", action="append", choices=list(TABLE), help="this measure; may be said again")
    parser.add_argument("--to", type=Path, default=_results.FILE, help="where the results are kept")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page again")
    said = parser.parse_args()
    # A quick run is never told as a result, unless a file for it was named.
    to = ROOT / ".bench" / "quick.json" if said.quick and said.to == _results.FILE else said.to
    names = [] if said.page else said.only or list(TABLE)
    began = perf_counter()
    print(_machine.told(), flush=True)
    for number, name in enumerate(names, 1):
        past, rest = perf_counter() - began, sum(TABLE[one].usual for one in names[number - 1 :])
        told = "" if said.quick else f", about {rest / 60:.0f} minutes left"
        print(f"-- [{number}/{len(names)}] {name}, after {past:.0f} s{told}", flush=True)
        left = said.budget * 60 - past
        part = measured(name, min(left, TABLE[name].most), quick=said.quick) if left > 5 else _no_time(said.budget)
        if part.trouble:
            print(f"   {name}: {part.trouble}", flush=True)
        _results.keep(to, name, part, quick=said.quick)
        _pages(to)
    _pages(to)
    print(f"{perf_counter() - began:.0f} s in all; {to}")


def _no_time(budget: float) -> _results.Part:
    return _results.Part((), 0, f"no time was left of {budget:.0f} minutes")


def _pages(to: Path) -> None:
    if to == _results.FILE:
        _page.write()
        scale.write()


if __name__ == "__main__":
    main()
