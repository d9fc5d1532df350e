"""K02: importing a plugin does nothing: no socket, thread, file, environment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject

# Runs in a fresh process. An event is the plugin's when the nearest frame outside the standard library is its own
# and no other module is being imported on the way there.
PROBE = """
import importlib, json, os, pkgutil, sys, tracemalloc
home, package = sys.argv[1], sys.argv[2]
sys.path[:0] = json.loads(sys.argv[3])
found, stdlib = [], os.path.dirname(os.__file__)
EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.putenv", "os.mkdir", "os.remove",
          "os.rename", "_thread.start_new_thread", "sqlite3.connect", "shutil.")

def blame():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return None
        if name.startswith(home):
            return f"{os.path.relpath(name, home)}:{frame.f_lineno}"
        if not name.startswith(stdlib) and not name.startswith("<"):
            return None
        if "site-packages" in name:
            return None
        frame = frame.f_back
    return None

def heard(event, arguments):
    what = event if event.startswith(EVENTS) else None
    if event == "open" and not str(arguments[0]).startswith(home):
        what = f"opens {arguments[0]}"
    if what and (where := blame()):
        found.append([what, where])

kept = os._Environ.__getitem__
def read(self, key):
    if where := blame():
        found.append([f"reads the environment ({key})", where])
    return kept(self, key)

module = importlib.import_module("civicore")
tracemalloc.start()
sys.addaudithook(heard)
os._Environ.__getitem__ = read
package = importlib.import_module(package)
for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if ".migrations" not in one.name and ".tests" not in one.name:
        importlib.import_module(one.name)
own = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, home + "/*")])
print(json.dumps({"found": found, "bytes": sum(one.size for one in own.traces)}))
"""


@dataclass(frozen=True)
class Import:
    """What importing a plugin did, and how much memory its own lines took. ``failed`` is the error, if it failed."""

    did: tuple[tuple[str, str], ...] = ()
    size: int = 0
    failed: str | None = None


@cache
def imported(home: str, module: str, path: tuple[str, ...]) -> Import:
    """Import every module of a package in a process of its own."""
    command = [sys.executable, "-c", PROBE, home, module, json.dumps(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        return Import(failed=done.stderr.strip().splitlines()[-1])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Import(tuple(dict.fromkeys((what, where) for what, where in told["found"])), told["bytes"])


def does_nothing_when_imported(subject: Subject) -> Iterator[Complaint]:
    """K02: importing any module of it opens no socket, thread or file and reads no environment."""
    done = imported(str(subject.home), subject.module_name, tuple(sys.path))
    if done.failed is not None:
        yield Complaint(f"its modules cannot all be imported: {done.failed}")
    for what, where in done.did:
        yield Complaint(f"importing it {what}, at {where}", "do that in a hook or a Lifespan")
