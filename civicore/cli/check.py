"""``civicore check``: what is wrong with a deployment file, where, and how to mend it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicore.boot import Opened, homes
from civicore.cli.opening import UNREADABLE, with_plugins
from civicore.deployment.findings import Located, human

if TYPE_CHECKING:
    from civicore.base.saying import Tongue


class Format(StrEnum):
    """How findings are written."""

    human = "human"
    json = "json"
    sarif = "sarif"
    github = "github"


def check(
    files: Annotated[list[Path], typer.Argument(help="Deployment files.", metavar="FILE...")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the mail server, the bots, DNS and the links of the file, too.")
    ] = False,
    format_: Annotated[
        Format, typer.Option("--format", help="For people, for programs, for code hosts, for GitHub's checks.")
    ] = Format.human,
    language: Annotated[
        str | None, typer.Option(help="Language of the sentences, the computer's by default; json stays English.")
    ] = None,
) -> None:
    """Judge deployment files: exit 0 without errors, 1 with errors, 3 when one cannot be read."""
    judged = [with_plugins(file) for file in files]
    found = [(*one.loaded.findings, *(_asked(one) if online else ())) for one in judged]
    typer.echo("\n".join(_written(judged, found, format_, _tongue(language, judged))))
    raise typer.Exit(max(_exit(some, strict=strict) for some in found))


def _written(
    judged: Sequence[Opened], found: Sequence[Sequence[Located]], format_: Format, tongue: Tongue
) -> Iterator[str]:
    every = [one for some in found for one in some]
    match format_:
        case Format.json:
            yield json.dumps([one.as_json() for one in every], ensure_ascii=False)
        case Format.sarif:
            from civicore.deployment.sarif import sarif

            yield json.dumps(sarif(every, tongue, version("civicore"), Path.cwd()), ensure_ascii=False, indent=1)
        case Format.github:
            from civicore.deployment.annotations import annotation

            yield from (annotation(one, tongue, Path.cwd()) for one in every)
        case Format.human:
            for opened, some in zip(judged, found, strict=True):
                yield human(some, opened.loaded.path.name, opened.loaded.secrets, tongue)


def _tongue(language: str | None, judged: Sequence[Opened]) -> Tongue:
    from civicore.messaging.tongues import asked_for, spoken, tongue

    wanted = asked_for(os.environ) if language is None else language
    if wanted not in spoken():
        raise typer.BadParameter(f"findings are said in {', '.join(spoken())}", param_hint="--language")
    if wanted == "en":
        return tongue(wanted)
    return tongue(wanted, {name: home for one in judged for name, home in homes(one.registry).items()})


def _asked(opened: Opened) -> tuple[Located, ...]:
    from civicore.online import asked

    return asked(opened)


def _exit(found: Sequence[Located], *, strict: bool) -> int:
    if any(one.code in UNREADABLE for one in found):
        return 3
    return 1 if any(one.severity == "error" for one in found) or (strict and found) else 0
