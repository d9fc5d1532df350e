"""``civicore apply``: carry out a plan."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from civicore.planning.applying import Applied
    from civicore.planning.written import WrittenPlan


def apply(
    plan: Annotated[Path, typer.Argument(help="A plan that civicore plan wrote with --out.")],
    db: Annotated[str | None, typer.Option(help="Database address; the same that the plan was made for.")] = None,
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place",
            help="Put the new file in force and in the place of the old one: nobody books by the old rules any more.",
        ),
    ] = False,
) -> None:
    """Do exactly what PLAN says. Refused with 5 when the plan is stale: something was booked or written since."""
    from civicore.base.clock import SystemClock
    from civicore.cli.opening import opened
    from civicore.first_steps import CannotStart
    from civicore.planning import console
    from civicore.planning.applying import Stale
    from civicore.planning.written import UnreadablePlan, WrittenPlan

    try:
        written = WrittenPlan.from_json(_said(plan))
        asked = console.Asked(written.old_file, written.new_file, db, SystemClock(), opened)
        answer = asyncio.run(console.carry_out(asked, written, in_place=in_place))
    except (CannotStart, UnreadablePlan, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if isinstance(answer, Stale):
        typer.echo("\n".join(["the plan is stale: make it anew", *answer.why]), err=True)
        raise typer.Exit(5)
    _tell(answer, written, in_place=in_place)


def _said(plan: Path) -> str:
    try:
        return plan.read_text("utf-8")
    except OSError as error:
        typer.echo(f"{plan}: {error.strerror}: civicore plan OLD NEW --out {plan.name} writes it", err=True)
        raise typer.Exit(1) from None


def _tell(answer: Applied, written: WrittenPlan, *, in_place: bool) -> None:
    for line in answer.refused:
        typer.echo(f"could not be done: {line}", err=True)
    if answer.refused:
        raise typer.Exit(1)
    if answer.before:
        typer.echo("applied before; nothing was left to do")
    else:
        typer.echo(f"{answer.done} records dealt with as decided, {answer.renamed} renamed")
    if not in_place:
        typer.echo(f"now put {written.new_file.name} in the place of {written.old_file.name}")
