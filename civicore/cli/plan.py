"""``civicore plan``: what a change of the file would do to what exists."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from civicore.base.saying import Tongue
    from civicore.planning.plan import Plan


class Format(StrEnum):
    """How a plan is written."""

    human = "human"
    json = "json"


def plan(
    old: Annotated[Path, typer.Argument(help="The file the city runs under.")],
    new: Annotated[Path, typer.Argument(help="The file it is to run under.")],
    db: Annotated[str | None, typer.Option(help="Database address; beats the one in the old file.")] = None,
    decide: Annotated[
        list[str] | None, typer.Option(help="What is decided about a change: PATH=WORD. May be given again.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the plan to this file, for civicore apply.")] = None,
    publish_existing: Annotated[
        bool, typer.Option("--publish-existing", help="What becomes public is let out with all that there is.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.human,
    language: Annotated[
        str | None, typer.Option(help="Language of the sentences, the computer's by default; json stays English.")
    ] = None,
) -> None:
    """Compare OLD and NEW and list what exists that would be touched. Nothing is changed.

    Ends with 0 when nothing existing is touched, 2 when all that is touched has been decided, 4 when decisions are
    needed, 1 on an error.
    """
    from civicore.base.clock import SystemClock
    from civicore.cli.opening import opened
    from civicore.first_steps import CannotStart
    from civicore.planning import console, shown
    from civicore.planning.written import WrittenPlan

    spoken = _tongue(language)
    try:
        asked = console.Asked(old, new, db, SystemClock(), opened)
        found = asyncio.run(console.look(asked, _decisions(decide or ()), publish=publish_existing))
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _refuse_unknown(found)
    typer.echo(shown.as_json(found) if format_ is Format.json else shown.human(found, old.stem, new.name, spoken))
    if out is not None and not found.undecided and not found.blocked:
        out.write_text(WrittenPlan.of(found, old, new).to_json(), "utf-8")
    raise typer.Exit(ends_with(found))


def _tongue(language: str | None) -> Tongue:
    from civicore.extension.manifest import home_of
    from civicore.extension.registry import first_party, installed
    from civicore.messaging.tongues import asked_for, spoken, tongue

    wanted = asked_for(os.environ) if language is None else language
    if wanted not in spoken():
        raise typer.BadParameter(f"plans are said in {', '.join(spoken())}", param_hint="--language")
    homes = {name: home for name in first_party() if (home := home_of(installed()[name])) is not None}
    return tongue(wanted, homes)


def ends_with(found: Plan) -> int:
    """The exit code of a plan."""
    return 1 if found.blocked else 4 if found.undecided else 2 if found.touched else 0


def _decisions(written: Sequence[str]) -> dict[str, str]:
    wrong = [one for one in written if "=" not in one]
    if wrong:
        _fail(f'"{wrong[0]}" is no decision: write it as PATH=WORD')
    return {path: word for path, _, word in (one.partition("=") for one in written)}


def _refuse_unknown(found: Plan) -> None:
    """A decision about nothing, or with a word that is no choice, is a slip of the pen and not left unsaid."""
    choices = {one.name: found.choices(one) for one in found.changes}
    for path, word in found.decisions.items():
        if path not in choices:
            _fail(f"there is no change {path} to decide about")
        if word not in choices[path]:
            _fail(f'{path}: "{word}" is no choice; {" | ".join(choices[path]) or "nothing is to be decided"}')


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
