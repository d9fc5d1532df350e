"""One measure as a command: its words, its figures told as they come, and kept for the page.

Every measure of the table is a module with ``words``, which adds its own options, and ``figures``, which yields what
it found. ``quick`` makes it small: it shows that the measure works, its numbers mean nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench._figures import Figure, Missing

Told = Figure | Missing
Figures = Callable[[argparse.Namespace], Iterator[Told]]
ROUNDS = 3
_LONGEST = 300  # letters of a cause


def run(name: str, add: Callable[[argparse.ArgumentParser], None], figures: Figures, words: Sequence[str]) -> None:
    """Print each figure as soon as it is there; with ``--to`` also write it down, one line of JSON each.

    Ends with 1 when something was not measured.
    """
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    parser.add_argument("--quick", action="store_true", help="small, to see that it works")
    parser.add_argument("--rounds", type=int, default=0, help=f"interleaved rounds; {ROUNDS} when left out")
    parser.add_argument("--no-limit", action="store_true", help="without the bare code beside it")
    parser.add_argument("--to", type=Path, help="file to which each figure is added")
    add(parser)
    said = parser.parse_args(words)
    said.rounds = said.rounds or (1 if said.quick else ROUNDS)
    whole = True
    for one in tried(name, figures(said)):
        whole = whole and isinstance(one, Figure)
        print(one.told(), flush=True)
        if said.to:
            with said.to.open("a", encoding="utf-8") as file:
                file.write(json.dumps(one.kept(), ensure_ascii=False) + "\n")
    if not whole:
        sys.exit(1)


def tried(name: str, figures: Iterator[Told]) -> Iterator[Told]:
    """The figures as far as they come; what fails takes nothing with it that others have to say."""
    try:
        yield from figures
    except Exception as error:  # whatever it was: the other parts are still measured
        traceback.print_exc()
        yield Missing(name, cause(error))


def cause(error: Exception) -> str:
    """The first line of what went wrong."""
    said = str(error).strip().partition("\n")[0][:_LONGEST].rstrip(".:")
    return said if isinstance(error, AssertionError) and said else f"{type(error).__name__}: {said}".rstrip(": ")


def quickly(said: argparse.Namespace, name: str, small: float, whole: float) -> float:
    """The option if it was given, else what is usual for a quick or a whole run."""
    given = getattr(said, name)
    return (small if said.quick else whole) if given is None else float(given)


def no_words(parser: argparse.ArgumentParser) -> None:
    """A measure without options of its own."""
