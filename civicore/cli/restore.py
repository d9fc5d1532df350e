"""``civicore restore`` and ``civicore rehearse``: a backup comes back, for real or to see that it would."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from civicore.backups.restoring import Restored

_DB = "Database address; beats the one in the file."


def restore(
    archive: Annotated[Path, typer.Argument(help="A backup, or a folder of them for the newest.", metavar="BACKUP")],
    to: Annotated[Path, typer.Option("--to", help="Folder of the city: its key and its secrets lie there already.")],
    db: Annotated[
        str | None, typer.Option(envvar="CIVICORE_DATABASE", help="An empty PostgreSQL database to fill.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="The key of backups; else the variable CIVICORE_BACKUP_KEY.")
    ] = None,
    replace: Annotated[
        str, typer.Option("--replace", metavar="CITY", help="The city's id: the records that are there now may go.")
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%dT%H:%M:%S%z"], help="Of a base: the moment, 2026-11-24T07:40:00+0100."
        ),
    ] = None,
) -> None:
    """Bring a city back into an empty place: counts are compared, and who was erased since stays erased.

    Nothing is touched before the backup has been opened and compared with its manifest. Over records it is refused
    unless --replace names the city. Exit 0: restored, 1: not.

    Of a base of a PostgreSQL server, --to is an empty folder from which a server is then started; --until names the
    moment. When it is up, civicore person replay erases who was erased since.
    """
    from civicore.backups.commands import Trouble, brought_back, server_brought_back

    try:
        pieces = server_brought_back(archive, to, key_file, until)
        if pieces is not None:
            typer.echo(
                f"{to} holds the server and {pieces} pieces of its log: give it to PostgreSQL's user and start it"
            )
            typer.echo("before the city: civicore person replay FILE.yaml --since the moment it was brought back to")
            return
        done = asyncio.run(brought_back(archive, to, db, key_file, replace))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _tell(done, "restored")
    for path in done.kept:
        typer.echo(f"{path} differs from the saved one and was left as it is")
    typer.echo("look at it with civicore check, then start the city")


def rehearse(
    file: Annotated[Path, typer.Argument(help="The city's deployment file.", metavar="FILE.yaml")],
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="Only when the last one is older than operations.backups.test_restore.")
    ] = False,
) -> None:
    """Restore the newest backup beside the city, count, and throw it away. The city goes on serving.

    Exit 0: the backup came back whole, 1: it did not; staff are told by a repair notice.
    """
    from civicore.backups.commands import Trouble, rehearsed

    try:
        done = asyncio.run(rehearsed(file, db, if_due=if_due))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if done is None:
        typer.echo("nothing is due")
    else:
        _tell(done, "came back")


def _tell(done: Restored, what: str) -> None:
    """What became of it; never who."""
    made = done.manifest
    typer.echo(f"the backup of {made.made_at:%Y-%m-%d %H:%M} UTC {what}: {made.rows} rows in {len(made.tables)} tables")
    typer.echo(f"{done.erased} persons who were erased since were erased again")
    for store, records in sorted(done.expired.items()):
        typer.echo(f"{store}: {records} records went whose time is over")
