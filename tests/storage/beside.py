"""Runs a process beside a test, and reads what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def victim(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.victim", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def lines(process: subprocess.Popen[str], least: int | None = None) -> list[str]:
    """That many lines, or all there are until the process ends."""
    assert process.stdout is not None
    if least is None:
        return process.stdout.read().split()
    return [process.stdout.readline().strip() for _ in range(least)]
