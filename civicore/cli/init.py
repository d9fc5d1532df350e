"""``civicore init``: a city's first file, from seven answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from civicore.base.saying import in_words_of, say
from civicore.deployment.init_answers import QUESTIONS, Question, refused

_NEXT = (
    ("civicore run {file} --demo", say("serves it with sample data, so that you can look at it")),
    ("civicore explain booking --in {file}", say("tells what else can be said, and what holds now")),
    (
        "civicore check {file} --online",
        say("tries the mail server and the links before it is served for real"),
    ),
)


def init(
    folder: Annotated[Path, typer.Argument(help="Where the file is written.", metavar="[DIR]")] = Path(),
    from_: Annotated[str | None, typer.Option("--from", help="Country preset: preset:cz.", metavar="PRESET")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the town or service.")] = None,
    country: Annotated[str | None, typer.Option(help="Preset, or code, time zone and languages.")] = None,
    offices: Annotated[str | None, typer.Option(help="Offices: name, street, town; the next.")] = None,
    agendas: Annotated[str | None, typer.Option(help="What people come for, with commas between.")] = None,
    hours: Annotated[str | None, typer.Option(help="Opening hours: mon-fri 08:00-16:00.")] = None,
    mail: Annotated[str | None, typer.Option(help="E-mail address and mail server.")] = None,
    colours: Annotated[str | None, typer.Option(help="Main colour and one for highlights.")] = None,
    answers: Annotated[Path | None, typer.Option(help="YAML file with the answers by these names.")] = None,
) -> None:
    """Ask seven questions and write a file that passes check. Exit 1: an answer cannot be used, or a file is there.

    What is given as an option or in the file of answers is not asked. A name may be written with the id it gets:
    id_cards = Identity cards.
    """
    given = {"name": name, "country": from_ or country, "offices": offices, "agendas": agendas, "hours": hours}
    given |= {"mail": mail, "colours": colours}
    said = _read(answers) | {key: one for key, one in given.items() if one is not None}
    quiet = answers is not None
    _write(folder, {one.key: _answer(one, said, quiet=quiet) for one in QUESTIONS})


def _read(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        said: Any = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - plain text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _ended(f"{file.name}: {error}") from None
    unknown = set(said) - {one.key for one in QUESTIONS} if isinstance(said, Mapping) else {file.name}
    if unknown:
        raise _ended(f"{file.name}: not asked: {', '.join(sorted(map(str, unknown)))}")
    joined = {"offices": "; "}
    return {
        key: joined.get(key, ", ").join(map(str, one)) if isinstance(one, list) else str(one)
        for key, one in said.items()
    }


def _answer(question: Question, said: Mapping[str, str], *, quiet: bool) -> str:
    answer = said.get(question.key)
    if answer is None and quiet:
        answer = question.usual
    if answer is not None:
        if (why := refused(question.key, answer)) is not None:
            raise _ended(f"--{question.key}: {_in_words(why)}")
        return answer
    if quiet:
        why = say("--%(key)s is missing, for example %(example)s", key=question.key, example=question.example)
        raise _ended(_in_words(why))
    return _asked(question)


def _asked(question: Question) -> str:
    while True:
        words = f"{_in_words(question.asks)} ({question.example})"
        answer: str = typer.prompt(words, default=question.usual, show_default=bool(question.usual))
        why = refused(question.key, answer)
        if why is None:
            return answer
        typer.echo(_in_words(why), err=True)
        if not sys.stdin.isatty():
            raise typer.Exit(1)


def _write(folder: Path, said: Mapping[str, str]) -> None:
    from civicore.cli.check import check
    from civicore.cli.schema import schema
    from civicore.deployment import init, init_answers

    answers = init_answers.read(said)
    file = folder / f"{answers.name.id}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(init.drafted(answers))
    except FileExistsError:
        raise _ended(_in_words(say("%(file)s is there already: it is not written over", file=str(file)))) from None
    schema(folder / init.SCHEMA)
    try:
        check([file])
    except typer.Exit as ended:
        if ended.exit_code:
            raise
    typer.echo(f"\n{_in_words(say('Next:'))}")
    for command, does in _NEXT:
        typer.echo(f"  {command.format(file=file)}\n      {_in_words(does)}")


def _in_words(sentence: str) -> str:
    """A sentence in the language of the computer."""
    from civicore.messaging.tongues import asked_for, tongue

    return in_words_of(tongue(asked_for(os.environ)), sentence)


def _ended(why: str) -> typer.Exit:
    typer.echo(why, err=True)
    return typer.Exit(1)
