"""The page of commands, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from civicore.cli import app

INTRODUCTION = """\
# Commands

Made by `make docs` from the program. `civicore COMMAND --help` says the same in your terminal.
"""


def page() -> str:
    """The whole document."""
    return "\n".join([INTRODUCTION, *_command(get_command(app), "civicore")]).rstrip() + "\n"


def _command(command: Any, name: str) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is not None:
        for word, one in below.items():
            yield from _command(one, f"{name} {word}")
        return
    asked = [one for one in command.params if one.name != "help"]
    yield f"## {name}\n"
    yield f"{_plain(command.help)}\n"
    yield f"```text\n{' '.join([name, *map(_usage, asked)])}\n```\n"
    if asked:
        yield from ("| | meaning | default |", "| --- | --- | --- |", *map(_row, asked), "")


def _usage(parameter: Any) -> str:
    shown = _name(parameter)
    if _is_option(parameter) and not parameter.is_flag:
        shown = f"{shown} {_kind(parameter)}"
    return shown if parameter.required else f"[{shown}]"


def _row(parameter: Any) -> str:
    words = ", ".join(parameter.opts) if _is_option(parameter) else _name(parameter)
    default = parameter.default
    shown = "" if default in (None, False, (), "") or callable(default) else f"`{getattr(default, 'value', default)}`"
    return f"| `{words}` | {_plain(parameter.help)} | {shown} |"


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _name(parameter: Any) -> str:
    if _is_option(parameter):
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper())


def _kind(parameter: Any) -> str:
    """What is to be written after the option: the words to choose from, or what sort of thing it is."""
    return str(parameter.metavar or parameter.display_type(None)).strip("[]<>").replace("|", "/")


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace("``", "`").replace("|", "\\|").split())
