"""The bare programs of ``bench/limit``, started and stopped: what the machine can do when nothing is asked but this."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import TypeVar

from bench._bases import Bases
from bench._load import Address
from tests.tools.serving import ROOT

T = TypeVar("T")


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


class Booking:
    """Bare code that books, in both ways: what waits committed together, and a commit for each.

    ``asked`` is called with each in turn and says a number; the better median is the limit.
    """

    def __init__(
        self,
        stack: ExitStack,
        databases: Bases,
        engine: str,
        *,
        wanted: bool,
        how: Sequence[str] = ("gathered", "each"),
    ) -> None:
        made = how if wanted else ()
        self._at = {one: stack.enter_context(bare("booking", databases.made(engine), one)) for one in made}
        self.found: dict[str, list[float]] = {}

    def asked(self, ask: Callable[[Address, T], float], wanted: T) -> None:
        for how, address in self._at.items():
            self.found.setdefault(how, []).append(ask(address, wanted))

    def medians(self) -> Mapping[str, float]:
        return {how: median(found) for how, found in self.found.items()}

    def note(self, unit: str) -> str:
        """Both, in words."""
        told = {how: f"{value:,.0f}" for how, value in self.medians().items()}
        return f"bare code: {told['gathered']} {unit} commits gathered, {told['each']} with one each" if told else ""
