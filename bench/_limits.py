"""The bare programs of ``bench/limit``, started and stopped: what the machine can do when nothing is asked but this."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench._load import Address
from tests.tools.serving import ROOT


@contextmanager
def bare(module: str, *arguments: str) -> Iterator[Address]:
    """A bare server; it prints the port that it listens on once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"bench.limit.{module}", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.strip().isdigit(), f"bench.limit.{module} did not start"
        yield ("127.0.0.1", int(line))
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
