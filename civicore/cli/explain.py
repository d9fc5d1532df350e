"""``civicore explain``: what a field or a finding means, and what it is in a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from civicore.base.clock import SystemClock
from civicore.base.saying import Tongue, in_words_of, say
from civicore.cli.opening import readable
from civicore.deployment import explain as explained
from civicore.deployment import words
from civicore.deployment.city import City
from civicore.deployment.consequences import Today
from civicore.deployment.explain import Field, UnknownPath
from civicore.deployment.loading import Loaded
from civicore.deployment.shape import known_words


def explain(
    path: Annotated[str, typer.Argument(help="A field (booking.horizon) or a finding (L404).", metavar="PATH")],
    in_: Annotated[Path | None, typer.Option("--in", help="Its value in this file.", metavar="FILE")] = None,
    for_: Annotated[str, typer.Option("--for", help="As it holds for agendas.x, departments.x or offices.x.")] = "",
    language: Annotated[str | None, typer.Option(help="In which language; else that of the terminal.")] = None,
) -> None:
    """Meaning, default, value, where it was set, what follows today, and what changing it does.

    Exit 3: there is no such field.
    """
    if (lines := explained.code(path)) is not None:
        typer.echo("\n".join(lines))
        return
    loaded = readable(in_) if in_ is not None else None
    model = loaded.model if loaded else _language()
    try:
        field = explained.field(model, tuple(path.split(".")))
    except UnknownPath as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from None
    spoken, english = _spoken(language)
    parts = [*_details(loaded, path, for_, words.day if english else date.isoformat), *_rest(model, field)]
    labels = [in_words_of(spoken, label) for label, _ in parts]
    width = max([10, *map(len, labels)])
    shown = (f"  {label:{width}} {in_words_of(spoken, said)}" for label, (_, said) in zip(labels, parts, strict=True))
    typer.echo("\n".join([*field.lines(), *shown]))


def _language() -> type[City]:
    from civicore.deployment.reference import first_party_model

    return first_party_model()


def _spoken(language: str | None) -> tuple[Tongue, bool]:
    from civicore.messaging.tongues import asked_for, spoken, tongue

    wanted = asked_for(os.environ) if language is None else language
    if wanted not in spoken():
        raise typer.BadParameter(f"this is said in {', '.join(spoken())}", param_hint="--language")
    return tongue(wanted), wanted == "en"


def _details(loaded: Loaded | None, path: str, for_: str, written: Callable[[date], str]) -> Iterator[tuple[str, str]]:
    if loaded is None:
        return
    now = SystemClock().now()
    today = Today(now.astimezone(loaded.city.zone).date() if loaded.city is not None else now.date(), written)
    where = tuple(for_.split(".")) if for_ else ()
    yield from explained.in_file(loaded, tuple(path.split(".")), where, today)


def _rest(model: type[City], field: Field) -> Iterator[tuple[str, str]]:
    from civicore.planning.kinds import rule_at

    if field.path and (field.shape.form != "block" or field.shape.name == "hours"):
        yield say("changing"), CHANGING.get(rule_at(model, field.path), CHANGING["weaker"])
    if inside := known_words(field.shape):
        yield (say("fields") if field.shape.form == "block" else say("words")), ", ".join(inside)
    if field.findings:
        yield say("findings"), field.findings


CHANGING = {
    "cosmetic": say("is seen at once and touches nothing that exists"),
    "future": say("holds for what is made from then on; what was promised keeps its terms"),
    "touching": say("may hit what was promised: civicore plan lists it, and nothing is cancelled without a decision"),
    "closes": say("may hit what was promised: civicore plan lists it, and nothing is cancelled without a decision"),
    "destructive": say("erases or reveals data: civicore plan counts them and asks for a decision"),
    "keeps": say("shortening it erases records: civicore plan counts them and asks for a decision"),
    "reveals": say("erases or reveals data: civicore plan counts them and asks for a decision"),
    "holds": say("an id that is taken away needs renames while anything refers to it; see civicore plan"),
    "weaker": say("less protection needs a decision; see civicore plan"),
}
"""What a change of a field does, by the rule that ``civicore plan`` has for it."""
