"""``civicore backup``: the records, the city's file and all it names, sealed in one archive."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from civicore.backups.target import Stored

_DB = "Database address; beats the one in the file."


def backup(
    file: Annotated[Path | None, typer.Argument(help="The city's deployment file.", metavar="FILE.yaml")] = None,
    db: Annotated[str | None, typer.Option(envvar="CIVICORE_DATABASE", help=_DB)] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Folder; beats operations.backups.to.")] = None,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="Only when the last one is older than operations.backups.every.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="Tell which backups there are, and make none.")] = False,
    new_key: Annotated[bool, typer.Option("--new-key", help="Make a new key, print it, and make no backup.")] = False,
    base: Annotated[
        bool, typer.Option("--base", help="PostgreSQL: save the whole server instead, where points in time begin.")
    ] = False,
    follow: Annotated[
        Path | None,
        typer.Option("--follow", metavar="SPOOL", help="PostgreSQL: seal the server's log as it is written."),
    ] = None,
) -> None:
    """Save a city while it serves, sealed with the key that operations.backups.key names.

    In the archive are the records with all photos and files in them, the city's file and what it names. The keys and
    the secrets are not. What is older than operations.backups.keep is deleted. Exit 0: saved, 1: not.

    With --base now and then and --follow always running, a PostgreSQL server can be brought back as it was at any
    moment since the oldest base; its role needs the right of replication.
    """
    if new_key:
        return _new_key()
    if file is None:
        raise typer.BadParameter("name the city's deployment file")
    from civicore.backups.commands import Trouble, followed, listed, saved, saved_whole

    try:
        if list_:
            return _list(listed(file, to))
        if follow is not None:
            return asyncio.run(followed(file, db, to, follow))
        made = asyncio.run(saved_whole(file, db, to) if base else saved(file, db, to, if_due=if_due))
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(_told(made) if made is not None else "nothing is due")
    return None


def _list(found: list[Stored]) -> None:
    for one in found:
        typer.echo(_told(one))
    if not found:
        typer.echo("there is no whole backup")


def _told(one: Stored) -> str:
    size = one.manifest.archive.size if one.manifest.archive is not None else 0
    return f"{one.archive}  {one.manifest.rows} rows in {len(one.manifest.tables)} tables, {size / 1e6:.1f} MB"


def _new_key() -> None:
    from civicore.backups.key import new_key

    public, secret = new_key()
    typer.echo(f"# public half: makes backups and opens none\n{public}")
    typer.echo(f"# secret half: opens them; keep a copy where this machine's loss does not reach it\n{secret}")
