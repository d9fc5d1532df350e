"""``civicore simulate``: a whole city on a clock of its own, or its past under another file."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How the answer is written."""

    human = "human"
    json = "json"


def simulate(
    file: Annotated[Path, typer.Argument(help="Deployment file.", metavar="FILE")],
    days: Annotated[int, typer.Option("--days", min=1, help="How many days are lived through.")] = 30,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed is the same run, byte for byte.")] = 7,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; today by default.")
    ] = None,
    steps: Annotated[int, typer.Option("--steps", min=1, help="What happens on each day.")] = 40,
    log: Annotated[Path | None, typer.Option("--log", help="Write every step into this file.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.human,
) -> None:
    """Live through days of a city in this process alone: exit 0 when all held, 1 when an invariant broke.

    Citizens, clerks and faults come from the seed. A failing run is printed with the fewest steps that still fail.
    """
    import anyio

    from civicore.base.clock import SystemClock
    from civicore.first_steps import CannotStart
    from civicore.simulation.report import as_json, as_text, lived
    from civicore.simulation.running import Script

    begins = first.date() if first is not None else SystemClock().now().date()
    try:
        ended = anyio.run(lived, Script(file, seed, begins, days, steps))
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if log is not None:
        log.write_text("\n".join(ended.outcome.lines) + "\n", encoding="utf-8")
    typer.echo(as_json(ended) if format_ is Format.json else as_text(ended))
    raise typer.Exit(0 if ended.outcome.breach is None else 1)
