"""python -m bench.peers [--quick]: install the peers, ask them the same, print what they say.

libres and pretix are asked in their own process, without a web server before them: what we say of ours over HTTP
bears more.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench._bases import Bases, bases
from bench._figures import Figure, Missing
from bench._measure import Told, no_words, run, tried
from tests.tools.serving import ROOT

FOLDER = ROOT / ".bench" / "peers"
INSTALLING, ASKING = 360, 240  # seconds
NEEDS = {"libres": ("libres", "psycopg2-binary"), "pretix": ("pretix",)}
ASKED = {"libres": ("w1", "w2", "w3"), "pretix": ("w1",)}
NAMES = {"w1": ("W1 in the process", "ms"), "w2": ("W2", "bookings/s"), "w3": ("W3", "bookings/s")}


def figures(said: argparse.Namespace) -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
        for peer in NEEDS:
            yield from tried(peer, _measured(peer, databases, Path(made), said))


def _measured(peer: str, databases: Bases, folder: Path, said: argparse.Namespace) -> Iterator[Told]:
    print(f"{peer}: looked for, and installed from PyPI where it is not there yet", flush=True)
    python, trouble = installed(peer)
    if trouble:
        yield Missing(peer, f"it cannot be installed: {trouble}")
        return
    where = _place(peer, databases, folder)
    for what in ASKED[peer]:
        yield _asked(peer, python, where, what, said)


def installed(peer: str) -> tuple[Path, str]:
    """Its Python, and why it cannot be used, if so."""
    place = FOLDER / peer
    python, done = place / "bin" / "python", place / "installed"
    if done.exists():
        return python, ""
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(place)],
        [str(python), "-m", "pip", "install", "--quiet", *NEEDS[peer]],
    ]
    if peer == "pretix":  # its many migrations run once
        steps.append([str(python), str(_program(peer)), str(place / "data")])
    for words in steps:
        if trouble := _tried(words, INSTALLING)[1]:
            return python, trouble
    done.touch()
    return python, ""


def _program(peer: str) -> Path:
    return Path(__file__).with_name(f"{peer}_peer.py")


def _place(peer: str, databases: Bases, folder: Path) -> str:
    if peer == "pretix":
        return str(shutil.copytree(FOLDER / peer / "data", folder / peer))
    return databases.made("postgres").replace("postgresql://", "postgresql+psycopg2://")


def _asked(peer: str, python: Path, where: str, what: str, said: argparse.Namespace) -> Told:
    name, unit = NAMES[what]
    answer, trouble = _tried([str(python), str(_program(peer)), where, what + "_quick" * said.quick], ASKING)
    if trouble:
        return Missing(f"{peer}: {name}", trouble)
    told = json.loads(answer.splitlines()[-1])
    note = told["version"] + (f", {told['oversold']} sold too many" if what == "w2" else "")
    return Figure(f"{peer}: {name}", told["value"], unit, note=note)


def _tried(words: Sequence[str], seconds: float) -> tuple[str, str]:
    """What a program says, or the last line of its complaint."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "", f"no end within {seconds:.0f} s"
    if done.returncode:
        return "", (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    return done.stdout, ""


def main(arguments: Sequence[str] = ()) -> None:
    run("peers", no_words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
