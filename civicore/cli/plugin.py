"""The commands of whoever writes plugins or lists them in a city's file."""

from __future__ import annotations

import typer

from civicore.cli.plugin_check import check, listed
from civicore.cli.plugin_new import new, schema

plugin = typer.Typer(name="plugin", help="Begin a plugin, check one, list those that are installed.")
for command in (new, schema, check):
    plugin.command()(command)
plugin.command("list")(listed)
