"""``make bench``: run every measure of the table, one after the other, and write what they say.

Each measure is a process of its own: one that fails or hangs takes nothing else with it. After each of them
``bench/results.json`` and the page of the manual are written, so that what was measured is kept.

python -m bench [--quick] [--only NAME]... [--to FILE] [--page]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import _page, _results, scale

ROOT = Path(__file__).parents[1]
# In this order; seconds after which a measure is given up.
TABLE = {
    "w1": 240,
    "w2": 180,
    "w3": 180,
    "checkin": 150,
    "hall": 150,
    "growth": 240,
    "start": 150,
    "opening": 180,
    "steady": 240,
    "kept": 600,
    "peers": 900,
}
WHOLE = 24 * 60  # seconds for all of them; what does not fit any more is left out, and said


def measured(name: str, seconds: float, *, quick: bool) -> _results.Part:
    """Run one measure; its figures, how long it took, and what went wrong."""
    began = perf_counter()
    # All its files lie in one folder, so that gigabytes do not stay where it was ended by force.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may run as somebody else
        to, environ = Path(folder) / "figures", {**os.environ, "TMPDIR": folder}
        words = [sys.executable, "-m", f"bench.{name}", "--to", str(to), *(["--quick"] if quick else [])]
        process = subprocess.Popen(words, cwd=ROOT, env=environ, start_new_session=True)
        trouble = _ended(process, seconds)
        return _results.Part(_results.lines(to), perf_counter() - began, trouble)


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
    parser.add_argument("--only", action="append", choices=list(TABLE), help="this measure; may be said again")
    parser.add_argument("--to", type=Path, default=_results.FILE, help="where the results are kept")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page again")
    said = parser.parse_args()
    # A quick run is never told as a result, unless a file for it was named.
    to = ROOT / ".bench" / "quick.json" if said.quick and said.to == _results.FILE else said.to
    names = [] if said.page else said.only or list(TABLE)
    began = perf_counter()
    for number, name in enumerate(names, 1):
        left = WHOLE - (perf_counter() - began)
        print(f"-- [{number}/{len(names)}] {name}, after {perf_counter() - began:.0f} s", flush=True)
        part = measured(name, min(left, TABLE[name]), quick=said.quick) if left > 1 else _results.Part((), 0, "no time")
        if part.trouble:
            print(f"   {name}: {part.trouble}", flush=True)
        _results.keep(to, name, part, quick=said.quick)
    if to == _results.FILE:
        _page.write()
        scale.write()
    print(f"{perf_counter() - began:.0f} s in all; {to}")


if __name__ == "__main__":
    main()
