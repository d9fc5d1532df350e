"""``civicore plugin new`` and ``civicore plugin schema``: the beginning of a plugin, and the schema of its settings."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

_WHAT = "What it brings: module, channel, device, source or theme."


def new(
    name: Annotated[str, typer.Argument(help="Name of the plugin, its package and its distribution.", metavar="NAME")],
    what: Annotated[str | None, typer.Option("--what", help=_WHAT)] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the project; NAME when left out.")] = None,
) -> None:
    """Write the project of a new plugin: it runs, its tests pass, and so do the first checks.

    Exit 1: the name or the folder cannot be used.
    """
    from civicore.scaffold.project import KINDS, BadName, Project, write

    chosen = what or _asked(KINDS[0])
    kind = next((one for one in KINDS if one == chosen), None)
    if kind is None:
        _refused(f"{chosen}: choose one of {', '.join(KINDS)}")
        return
    folder = into or Path(name)
    try:
        made = write(Project(name, kind, version("civicore")), folder)
    except (BadName, OSError) as error:
        taken = isinstance(error, FileExistsError)
        _refused(f"{folder}: something lies there already" if taken else str(error))
        return
    typer.echo(f"{folder}: {len(made)} files of a {kind}. Next:")
    for step in ("pip install --editable . pytest", "python -m pytest", "civicore plugin check ."):
        typer.echo(f"  {step}")


def _asked(usual: str) -> str:
    """What somebody answers; the usual where nobody is there to answer."""
    try:
        return str(typer.prompt(_WHAT, default=usual))
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        return usual


def schema(
    name: Annotated[str, typer.Argument(help="Name of an installed plugin.", metavar="NAME")],
) -> None:
    """Print the JSON Schema of a plugin's settings, which it ships as config.schema.json.

    Exit 1: it is not installed, cannot be imported or has no settings.
    """
    from civicore.deployment.schema import settings_schema
    from civicore.extension.registry import Registry
    from civicore.scaffold.project import schema_text

    registry = Registry()
    registry.load([name])
    sections = registry.parts("register_config")
    if not sections:
        reasons = [one.reason for one in registry.quarantined]
        _refused(f"{name}: {reasons[0] if reasons else 'it has no settings'}")
        return
    typer.echo(schema_text(settings_schema(sections[0].model)), nl=False)


def _refused(why: str) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(1)
