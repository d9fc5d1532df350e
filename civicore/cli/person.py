"""``civicore person``: what the city keeps about somebody, written out or erased; ``civicore retention``."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DB = "Database address; beats the one in the file."
_FILE = "The city's deployment file."
_NAMES = "E-mail address, telephone number or account (citizen:…) of the person"

person = typer.Typer(name="person", help="What is kept about a person, written out or erased.", no_args_is_help=True)


@person.command()
def export(
    file: Annotated[Path, typer.Argument(help=_FILE, metavar="FILE.yaml")],
    out: Annotated[Path, typer.Option("--out", help="File to write, readable by you alone; it must not be there yet.")],
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
) -> None:
    """Write everything that core and plugins keep about a person into a JSON file.

    The names are asked for, or read one a line from standard input: on the command line other users of the machine
    would see them. Each export is a line of the audit log. Exit 0: written, 1: not.
    """
    from civicore.backups.commands import Trouble
    from civicore.backups.persons import exported

    try:
        counts = asyncio.run(exported(file, db, _names(), out))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _tell(counts, "written out")


@person.command()
def erase(
    file: Annotated[Path, typer.Argument(help=_FILE, metavar="FILE.yaml")],
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
) -> None:
    """Erase a person from core and plugins; what a law keeps stays. Visits to come are given up.

    The names are asked for, or read one a line from standard input. The erasure is noted beside the backups, so that a
    restore does not bring the person back. Exit 0: erased, 1: not.
    """
    from civicore.backups.commands import Trouble
    from civicore.backups.persons import erased, would_erase

    names = _names()
    try:
        counts = asyncio.run(would_erase(file, db, names))
        _tell(counts, "would go")
        if dry_run or not (yes or typer.confirm("Erase them? Nobody can bring them back")):
            return
        gone = asyncio.run(erased(file, db, names))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{gone} records erased")


@person.command()
def replay(
    file: Annotated[Path, typer.Argument(help=_FILE, metavar="FILE.yaml")],
    since: Annotated[
        datetime,
        typer.Option("--since", formats=["%Y-%m-%dT%H:%M:%S%z"], help="The moment that was restored, with its offset."),
    ],
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
) -> None:
    """Erase again everybody who was erased after a moment to which a PostgreSQL server was brought back.

    civicore restore does it by itself; after a point in time it is done by hand, before the city is started. Run it
    as often as you like. Exit 0: done, 1: not.
    """
    from civicore.backups.commands import Trouble
    from civicore.backups.persons import replayed

    try:
        number = asyncio.run(replayed(file, db, since))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{number} persons who were erased since were erased again")


def retention(
    file: Annotated[Path, typer.Argument(help=_FILE, metavar="FILE.yaml")],
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go now, and let nothing go.")] = False,
    ledger: Annotated[bool, typer.Option("--ledger", help="Tell what has gone: when, from where, how much.")] = False,
) -> None:
    """Let go of everything whose time is over, as the running city does each hour.

    With --ledger what went is told by day and store, and how many persons were erased. It names nobody.
    """
    from civicore.backups.commands import Trouble
    from civicore.backups.persons import expired, told

    try:
        if ledger:
            typer.echo("\n".join(asyncio.run(told(file, db))) or "nothing has gone yet")
        else:
            _tell(asyncio.run(expired(file, db, dry=dry_run)), "would go" if dry_run else "went")
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _names() -> Sequence[str]:
    stdin = typer.get_text_stream("stdin")
    lines = [typer.prompt(_NAMES)] if stdin.isatty() else stdin.read().splitlines()
    names = [line.strip() for line in lines if line.strip()]
    if not names:
        raise typer.BadParameter("name the person on standard input, one name a line")
    return names


def _tell(counts: Mapping[str, int], what: str) -> None:
    for store, number in sorted(counts.items()):
        typer.echo(f"{store}: {number} records {what}")
    if not counts:
        typer.echo(f"no records {what}")
