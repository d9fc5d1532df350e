"""``civicore examples``: the cities that come with the program, to be looked at and begun from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer


def examples(
    folder: Annotated[Path, typer.Argument(help="A new folder to copy them into.", metavar="DIR")],
) -> None:
    """Copy the cities that come with the program: files to serve, to compare with and to extend.

    Exit 1: there is something at that place already.
    """
    from civicore.shipped import home

    try:
        shutil.copytree(home(), folder)
    except OSError as error:
        why = "is there already" if isinstance(error, FileExistsError) else error.strerror
        typer.echo(f"{folder}: {why}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{folder}: {', '.join(sorted(file.stem for file in folder.glob('*.yaml')))}")
