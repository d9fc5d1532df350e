"""``civicore migrate``: gives keys their new names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicore.cli import writing
from civicore.cli.opening import readable
from civicore.deployment import reader, shape
from civicore.deployment.deprecated import Old, standing
from civicore.deployment.migrate import migrated
from civicore.deployment.nodes import Source, written


def migrate(
    file: Annotated[Path, typer.Argument(help="A deployment file.")],
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the file with the new names.")] = False,
) -> None:
    """Give keys that were replaced their new names; comments and all else stay. Exit 0: nothing to do, 1: needed.

    With --write the file is written, and 1 means that a key is left which stands beside its new name.
    """
    loaded, before = readable(file), writing.text_of(file)
    _, root = reader.read_bytes(file.read_bytes(), Source(file.name, file, ()))
    found = list(standing(shape.of_model(loaded.model), root))
    after = migrated(before, found)
    if diff:
        typer.echo("\n".join(writing.difference(file, before, after)), nl=after != before)
    else:
        _tell(found, done=write)
    if write and after != before:
        writing.replace(file, after)
    raise typer.Exit(1 if found and (not write or any(one.twice for one in found)) else 0)


def _tell(found: list[Old], *, done: bool) -> None:
    for one in found:
        new = f"{one.path[-1]} -> {one.key.replaced_by}"
        if one.twice:
            said = f"{one.key.replaced_by} stands beside it and is the one that is read: remove one of the two"
        else:
            said = "renamed" if done else f"read until release {one.key.ends}"
        typer.echo(f"line {one.place.line}: {written(one.path[:-1])}: {new}: {said}")
    if not found:
        typer.echo("every key has its present name")
