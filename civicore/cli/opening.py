"""Opens a deployment file for the commands that only read it: no database, no web server."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import typer

from civicore.base.clock import SystemClock
from civicore.boot import Opened, open_city
from civicore.deployment.loading import Loaded
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Permission

UNREADABLE = frozenset({"E001", "E002", "E003", "E004", "E005", "E006"})


class Core:
    """What the core itself adds to the language."""

    @hookimpl
    def register_permissions(self) -> Iterable[Permission]:
        from civicore.people.roles import CORE_PERMISSIONS  # only a file with roles needs it

        return CORE_PERMISSIONS


def opened(file: Path) -> Loaded:
    """The file with all findings, judged for today."""
    return with_plugins(file).loaded


def with_plugins(file: Path) -> Opened:
    """The same with the plugins that the file asks for; of one that is put aside a finding tells, not the log."""
    logging.getLogger("civicore.plugins").addHandler(logging.NullHandler())
    return open_city(file, core={"core": Core()}, today=SystemClock().now().date())


def readable(file: Path) -> Loaded:
    """The same for commands that need more than findings; ends with exit 3 when the file cannot be read."""
    loaded = opened(file)
    if loaded.root is None:
        typer.echo(
            "\n".join(f"{one.place.source.name}: {one.code}: {one.message}" for one in loaded.findings), err=True
        )
        raise typer.Exit(3)
    return loaded
