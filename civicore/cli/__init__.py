"""The command ``civicore``. What a command needs is imported when it runs: ``check`` loads no web server."""

from __future__ import annotations

import logging

import typer

from civicore.cli.apply import apply
from civicore.cli.backup import backup
from civicore.cli.check import check
from civicore.cli.devices import devices
from civicore.cli.examples import examples
from civicore.cli.explain import explain
from civicore.cli.fmt import fmt
from civicore.cli.importing import imports
from civicore.cli.init import init
from civicore.cli.keys import keys
from civicore.cli.migrate import migrate
from civicore.cli.person import person, retention
from civicore.cli.plan import plan
from civicore.cli.plugin import plugin
from civicore.cli.restore import rehearse, restore
from civicore.cli.run import run
from civicore.cli.schema import schema
from civicore.cli.show import show
from civicore.cli.simulate import simulate

app = typer.Typer(
    name="civicore",
    help="The software a town hall runs so that people can deal with it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    init,
    examples,
    check,
    show,
    explain,
    plan,
    apply,
    schema,
    fmt,
    migrate,
    run,
    simulate,
    backup,
    restore,
    rehearse,
    retention,
    keys,
):
    app.command()(command)
app.add_typer(devices)
app.add_typer(imports)
app.add_typer(person)
app.add_typer(plugin)


def main() -> None:
    """Entry point of the installed command."""
    logging.getLogger().addHandler(logging.NullHandler())  # a library that sets logging up on import finds it done
    app()
