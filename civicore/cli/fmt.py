"""``civicore fmt``: the canonical form of a deployment file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicore.cli import writing
from civicore.cli.opening import readable


def fmt(
    files: Annotated[list[Path], typer.Argument(help="Deployment files.", metavar="FILE...")],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change, exit 1.")] = False,
) -> None:
    """Write files in the order of the language, quoted and indented in one way; comments stay where they belong.

    What a file means never changes. Exit 0: done, 1: a file would change, 3: a file cannot be read.
    """
    from civicore.deployment import shape
    from civicore.deployment.fmt import formatted

    changed = []
    for file in files:
        language = shape.of_model(readable(file).model)
        before = writing.text_of(file)
        after = formatted(before, language)
        if after == before:
            continue
        changed.append(file)
        if diff:
            typer.echo("\n".join(writing.difference(file, before, after)))
        elif check:
            typer.echo(f"{file} would change")
        else:
            writing.replace(file, after)
            typer.echo(f"{file} written")
    raise typer.Exit(1 if changed and (check or diff) else 0)
