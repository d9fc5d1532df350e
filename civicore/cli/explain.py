"""``civicore explain``: what a field or a finding means, and what it is in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicore.base.clock import SystemClock
from civicore.cli.opening import readable
from civicore.deployment import explain as explained
from civicore.deployment.explain import Field, UnknownPath
from civicore.deployment.loading import Loaded
from civicore.deployment.shape import known_words


def explain(
    path: Annotated[str, typer.Argument(help="A field (booking.horizon) or a finding (L404).", metavar="PATH")],
    in_: Annotated[Path | None, typer.Option("--in", help="Its value in this file.", metavar="FILE")] = None,
    for_: Annotated[str, typer.Option("--for", help="As it holds for agendas.x, departments.x or offices.x.")] = "",
) -> None:
    """Meaning, default, value, where it was set, and what follows today. Exit 3: there is no such field."""
    if (lines := explained.code(path)) is not None:
        typer.echo("\n".join(lines))
        return
    loaded = readable(in_) if in_ is not None else None
    try:
        field = explained.field(loaded.model if loaded else _language(), tuple(path.split(".")))
    except UnknownPath as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from None
    for line in (*field.lines(), *_details(loaded, path, for_), *_rest(field)):
        typer.echo(line)


def _language() -> type:
    from civicore.deployment.reference import first_party_model

    return first_party_model()


def _details(loaded: Loaded | None, path: str, for_: str) -> list[str]:
    if loaded is None:
        return []
    now = SystemClock().now()
    today = now.astimezone(loaded.city.zone).date() if loaded.city is not None else now.date()
    where = tuple(for_.split(".")) if for_ else ()
    return list(explained.in_file(loaded, tuple(path.split(".")), where, today))


def _rest(field: Field) -> list[str]:
    inside = known_words(field.shape)
    lines = [f"  {'fields' if field.shape.form == 'block' else 'words':10} {', '.join(inside)}"] if inside else []
    return [*lines, *([f"  findings   {field.findings}"] if field.findings else [])]
