"""K02: importing a plugin does nothing: no socket, thread, file, environment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from civicore.extension.manifest import read
from civicore.extension.registry import first_party, installed
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject

# Runs in a fresh process. An event is the plugin's when the nearest frame outside the standard library is its own
# and no other module is being imported on the way there.
PROBE = """
import importlib, json, os, pkgutil, resource, sys
import civicore.app
packages, told, home = json.loads(sys.argv[1]), {}, "?"
sys.path[:0] = json.loads(sys.argv[2])
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

sys.addaudithook(heard)
os._Environ.__getitem__ = read
for home, name in packages:
    found.clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        package = importlib.import_module(name)
        for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if ".migrations" not in one.name and ".tests" not in one.name:
                importlib.import_module(one.name)
        failed = None
    except BaseException as error:
        failed = f"{type(error).__name__}: {error}"
    size = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    told[name] = {"found": list(found), "bytes": size, "failed": failed}
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Import:
    """What importing a plugin did, the bytes it took with what it needs, and the error if it ``failed``."""

    did: tuple[tuple[str, str], ...] = ()
    size: int = 0
    failed: str | None = None


def imported(subject: Subject) -> Import:
    """Import every module of the plugin in a process of its own; plugins of one distribution share it."""
    names = first_party() if subject.is_first_party else (subject.name,)
    packages = [(str(read(name).home), installed()[name].module) for name in names]
    return _imported(json.dumps(packages), json.dumps(sys.path))[subject.module_name]


@cache
def _imported(packages: str, path: str) -> dict[str, Import]:
    command = [sys.executable, "-c", PROBE, packages, path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1]
        return {name: Import(failed=said) for _, name in json.loads(packages)}
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return {name: _read(one) for name, one in told.items()}


def _read(told: Mapping[str, Any]) -> Import:
    return Import(tuple(dict.fromkeys((what, where) for what, where in told["found"])), told["bytes"], told["failed"])


def does_nothing_when_imported(subject: Subject) -> Iterator[Complaint]:
    """K02: importing any module of it opens no socket, thread or file and reads no environment."""
    done = imported(subject)
    if done.failed is not None:
        yield Complaint(f"its modules cannot all be imported: {done.failed}")
    for what, where in done.did:
        yield Complaint(f"importing it {what}, at {where}", "do that in a hook or a Lifespan")
