"""``civicore show``: the merged file, with the origin of every line on wish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicore import limits as all_limits
from civicore.cli.opening import readable
from civicore.deployment import show as shown


def show(
    file: Annotated[Path, typer.Argument(help="A deployment file.")],
    resolved: Annotated[bool, typer.Option("--resolved", help="With everything it extends.")] = False,
    origins: Annotated[bool, typer.Option("--origins", help="The file and line of every line.")] = False,
    secrets: Annotated[bool, typer.Option("--secrets", help="Names of secrets and where they were found.")] = False,
    limits: Annotated[
        bool, typer.Option("--limits", help="Every limit per person, address, network, device and day.")
    ] = False,
    for_: Annotated[str, typer.Option("--for", help="Only this part: agendas.passports.")] = "",
) -> None:
    """Print what FILE says; secrets are never printed."""
    loaded = readable(file)
    if secrets:
        lines = list(shown.secrets(loaded))
        typer.echo("\n".join(lines) if lines else "no secrets are named in the file")
        return
    if limits:
        if loaded.city is None:
            typer.echo(f"{file.name} has errors: run civicore check {file}", err=True)
            raise typer.Exit(3)
        typer.echo(all_limits.text(loaded.city))
        return
    path = tuple(for_.split(".")) if for_ else ()
    text = shown.text(loaded, origins=origins, path=path, resolved=resolved or bool(for_))
    if not text and for_:
        typer.echo(f"{file.name} says nothing at {for_}", err=True)
        raise typer.Exit(3)
    typer.echo(text)
