"""``civicore check``: what is wrong with a deployment file, where, and how to mend it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from civicore.cli.opening import UNREADABLE, opened
from civicore.deployment.findings import human
from civicore.deployment.loading import Loaded


class Format(StrEnum):
    """How findings are written."""

    human = "human"
    json = "json"


def check(
    files: Annotated[list[Path], typer.Argument(help="Deployment files.", metavar="FILE...")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.human,
) -> None:
    """Judge deployment files: exit 0 without errors, 1 with errors, 3 when one cannot be read."""
    judged = [opened(file) for file in files]
    if format_ is Format.json:
        typer.echo(json.dumps([one.as_json() for loaded in judged for one in loaded.findings], ensure_ascii=False))
    else:
        for loaded in judged:
            typer.echo(human(loaded.findings, loaded.path.name, loaded.secrets))
    raise typer.Exit(max(_exit(loaded, strict=strict) for loaded in judged))


def _exit(loaded: Loaded, *, strict: bool) -> int:
    if any(one.code in UNREADABLE for one in loaded.findings):
        return 3
    return 1 if loaded.errors or (strict and loaded.findings) else 0
