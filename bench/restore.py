"""A large city saved, and brought back on a machine that has nothing but the backup and the keys.

As city IT does it, by the two commands. The safety paper of the project asks that a city is back within 30 minutes
(F19); whoever finds the machine and types the command is not in it.

python -m bench.restore [--bookings N] [--database sqlite|postgres]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from bench import _town
from bench._bases import ENGINES, Bases, bases, read, say
from bench._figures import Figure
from bench._measure import Told, quickly, run, tried
from bench._past import past
from bench._rush import plenty, rushed
from bench._servers import addresses, serving
from civicore.backups.key import new_key
from tests.tools.serving import CIVICORE

KEPT, GOAL = 1_000_000, 1_800.0  # bookings, each with a line of the log; seconds
_SAVES = 'operations: {backups: {to: "%s", key: {secret: backup_key}}}\n'
# A demo's database is never taken for a city's; what it caught marks it.
_CITY = ("DROP TABLE core_demo_caught", "DELETE FROM core_migration WHERE app = 'core_demo'")
_COUNTED = ("booking_booking", "core_audit")


def figures(said: argparse.Namespace) -> Iterator[Told]:
    number = int(quickly(said, "bookings", 2_000, KEPT))
    for engine in said.engines or ENGINES:
        with tempfile.TemporaryDirectory() as made, bases(Path(made)) as databases:
            name = f"{number:,} bookings, {engine}"
            yield from tried(name, _measured(name, engine, Path(made), databases, number))


def _measured(name: str, engine: str, folder: Path, databases: Bases, number: int) -> Iterator[Told]:
    town, new, saved = (folder / one for one in ("town", "new", "saved"))
    town.mkdir()
    url, elsewhere = databases.made(engine), databases.made(engine)
    with serving(_town.hall(more=_SAVES % saved), town, url) as servers:
        rushed(addresses(servers), plenty(1, 32, 50))
    past(url, number)
    say(url, *_CITY)
    environ = {**os.environ, "CIVICORE_SECRET_BACKUP_KEY": new_key()[1]}
    took = _seconds(environ, "backup", str(town / "town.yaml"), "--db", url)
    size = sum(one.stat().st_size for one in saved.iterdir()) / 1e6
    yield Figure(f"Backup of {name}", took, "s", note=f"{size:,.0f} MB, packed and sealed")
    new.mkdir(mode=0o700)
    for key in town.glob("*.key"):
        shutil.copy(key, new)
    environ["CIVICORE_BACKUP_KEY"] = environ["CIVICORE_SECRET_BACKUP_KEY"]
    took = _seconds(environ, "restore", str(saved), "--to", str(new), "--db", elsewhere)
    for table in _COUNTED:
        before, back = (_rows(one, table) for one in (url, elsewhere))
        assert before <= back, f"{before - back} rows of {table} did not come back"
    yield Figure(f"Restore of {name}", took, "s", goal=GOAL, sense="at most")


def _seconds(environ: Mapping[str, str], *words: str) -> float:
    began = perf_counter()
    done = subprocess.run([str(CIVICORE), *words], env=environ, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"civicore {words[0]} ended with {done.returncode}: {done.stdout} {done.stderr}")
    return perf_counter() - began


def _rows(url: str, table: str) -> int:
    return int(read(url, f"SELECT count(*) AS rows FROM {table}")[0]["rows"])


def words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bookings", type=int)
    parser.add_argument("--database", dest="engines", action="append", choices=ENGINES)


def main(arguments: Sequence[str] = ()) -> None:
    run("restore", words, figures, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
