"""What the job of backups runs is what city IT can type."""

from __future__ import annotations

from civicore.backups import keeping


def test_the_job_runs_the_commands_there_are() -> None:
    from typer.main import get_command

    from civicore.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert set(keeping._COMMANDS.values()) <= set(commands)
    for name in keeping._COMMANDS.values():
        assert "--if-due" in {option for one in commands[name].params for option in one.opts}
