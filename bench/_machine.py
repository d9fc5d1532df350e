"""The machine that is measured on: its processor, its memory, and how fast its disk says that something is kept."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from time import perf_counter

_BLOCK, _BLOCKS = bytes(8192), 256
_SECONDS = 1.0
_OF = {True: " of the distribution", False: ""}


def told() -> str:
    """The machine in words."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal:")]
    parts = [f"{os.cpu_count()} cores ({names[0] if names else platform.machine()})"]
    parts += [f"{kilobytes * 1024 / 1e9:.0f} GB of memory" for kilobytes in memory]
    return ", ".join([*parts, f"Python {platform.python_version()}{_OF[sys.base_prefix == '/usr']}"])


def flushes(seconds: float = _SECONDS) -> float:
    """How often a second 8 kB that are written over are on the disk, one after the other, as a log of a database is."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(_BLOCK * _BLOCKS)
        os.fsync(file.fileno())
        began, number = perf_counter(), 0
        while (took := perf_counter() - began) < seconds:
            os.pwrite(file.fileno(), _BLOCK, number % _BLOCKS * len(_BLOCK))
            os.fdatasync(file.fileno())
            number += 1
        return number / took


def load() -> float:
    """Programs that wanted a processor in the last minute, our own among them."""
    return os.getloadavg()[0]


def _lines(file: str) -> list[str]:
    return Path(file).read_text("utf-8").splitlines() if Path(file).exists() else []
