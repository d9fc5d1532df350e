"""``civicore simulate``: a whole city on a clock of its own, or its past under another file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from civicore.simulation.script import Script


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
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="DB", help="Live the last days of this database again under the file."),
    ] = None,
    log: Annotated[Path | None, typer.Option("--log", help="Write every step into this file.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.human,
) -> None:
    """Live through days of a city in this process alone: exit 0 when all held, 1 when an invariant broke.

    Citizens, clerks and faults come from the seed. A failing run is printed with the fewest steps that still fail.
    With --replay the log of a database is lived again instead, under the rules of the file, and what would have been
    different is printed: how long people waited, who was left over, who was turned away. The database is only read.
    """
    import logging

    from civicore.base.clock import SystemClock
    from civicore.first_steps import CannotStart

    logging.getLogger("civicore").addHandler(logging.NullHandler())  # what breaks on purpose is not news
    today = SystemClock().now().date()
    try:
        if replay is not None:
            last = first.date() + timedelta(days=days - 1) if first is not None else today
            _past(file, replay, last - timedelta(days=days - 1), last, format_)
        else:
            _future(Script(file, seed, first.date() if first is not None else today, days, steps), log, format_)
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _past(file: Path, database: str, first: date, last: date, format_: Format) -> None:
    import anyio

    from civicore.simulation import replay

    told = anyio.run(replay.retold, file, database, first, last)
    write = replay.as_json if format_ is Format.json else replay.as_text
    typer.echo(write(told, file.name, first, last))


def _future(script: Script, log: Path | None, format_: Format) -> None:
    import anyio

    from civicore.simulation import report

    ended = anyio.run(report.lived, script)
    if log is not None:
        log.write_text("\n".join(ended.outcome.lines) + "\n", encoding="utf-8")
    typer.echo(report.as_json(ended) if format_ is Format.json else report.as_text(ended))
    if ended.outcome.breach is not None:
        raise typer.Exit(1)
