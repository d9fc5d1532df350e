"""``civicore keys``: by which keys a city signed what it gave out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def keys(
    file: Annotated[Path, typer.Argument(help="The city's deployment file.", metavar="FILE.yaml")],
    db: Annotated[
        str | None, typer.Option(envvar="CIVICORE_DATABASE", help="Database address; beats the one in the file.")
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Let a city start with another key; links given out no longer open.")
    ] = False,
) -> None:
    """Tell the fingerprints of the keys that have signed links and codes, and since when.

    A city does not start when none of them is there, because everything given out would be dead. After a theft that
    is what one wants: put the new key in its place, then run this with --forget.
    """
    from civicore.backups.commands import Trouble
    from civicore.backups.persons import forgotten_keys, keys_told

    try:
        if forget:
            typer.echo(f"{asyncio.run(forgotten_keys(file, db))} keys forgotten: the next start takes the one there is")
        else:
            typer.echo("\n".join(asyncio.run(keys_told(file, db))) or "no key has signed yet")
    except Trouble as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
