"""``civicore plugin check`` and ``plugin list``: whether a plugin holds what every one must, and which there are."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from civicore.extension.api import API
from civicore.extension.manifest import NoManifest, read
from civicore.extension.registry import first_party, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicore.testing.conformance.judging import Result

NUMBER = re.compile(r"K[0-2][0-9]")


class WantedTier(StrEnum):
    """How far a plugin must come."""

    bronze = "bronze"
    silver = "silver"
    gold = "gold"


def check(
    what: Annotated[
        str, typer.Argument(help="The project's folder, or the name of an installed plugin.", metavar="[DIR|NAME]")
    ] = ".",
    tier: Annotated[WantedTier, typer.Option(help="The tier that it must reach; else the command ends with 1.")] = (
        WantedTier.bronze
    ),
    only: Annotated[list[str] | None, typer.Option("--only", help="Try this check alone, such as K11.")] = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="Try as often as before a release.")] = False,
) -> None:
    """Try a plugin: exit 0 when it reaches the tier, 1 when it does not, 3 when there is no such plugin."""
    name = named(what)
    if name is None:
        typer.echo(f"{what}: no installed plugin: pip install -e {what}", err=True)
        raise typer.Exit(3)
    strange = [one for one in only or () if not NUMBER.fullmatch(one)]
    if strange:
        raise typer.BadParameter(f"{strange[0]} is no check, such as K11", param_hint="--only")
    raise typer.Exit(_judged(name, tier, only or [], thorough))


def named(what: str) -> str | None:
    """The plugin of that name, or the one whose package lies in that folder; None when none is installed."""
    if what in installed():
        return what
    folder = Path(what).resolve()
    found = [name for name in installed() if name not in first_party() and _lies_in(name, folder)]
    return found[0] if found else None


def _lies_in(name: str, folder: Path) -> bool:
    try:
        return read(name).home.resolve().is_relative_to(folder)
    except NoManifest:
        return False


def _judged(name: str, tier: WantedTier, only: list[str], thorough: bool) -> int:
    from civicore.testing.conformance.judging import heading, judge, lines, tier_of
    from civicore.testing.conformance.quality import BadQuality
    from civicore.testing.conformance.subject import Subject
    from civicore.testing.conformance.suite import CHECKS, NUMBERS
    from civicore.testing.conformance.towns import Towns

    with TemporaryDirectory() as folder:
        towns = Towns(Path(folder))
        subject = Subject(name, towns, NUMBERS, thorough=thorough)
        try:
            results = list(judge(subject, [one for one in CHECKS if not only or one.number in only]))
            typer.echo("\n".join([heading(subject, results), *lines(results)]))
        except (NoManifest, BadQuality) as error:
            typer.echo(str(error), err=True)
            return 1
        finally:
            towns.close()
    return 0 if _enough(results, tier_of(results)[0], tier) else 1


def _enough(results: list[Result], reached: str | None, wanted: WantedTier) -> bool:
    order = [None, *WantedTier]
    return order.index(WantedTier(reached) if reached else None) >= order.index(wanted)


def listed(
    file: Annotated[
        Path | None,
        typer.Argument(help="A city's file: which of them it uses, and who was put aside.", metavar="[FILE]"),
    ] = None,
) -> None:
    """List the installed plugins: version, API, what each gives and needs, and whether a city's file uses it."""
    for line in _lines(file):
        typer.echo(line)


def _lines(file: Path | None) -> Iterator[str]:
    used, aside = _used(file) if file is not None else (None, {})
    for name, entry in sorted(installed().items()):
        version = entry.dist.version if entry.dist is not None else "?"
        try:
            manifest = read(name)
        except NoManifest as error:
            yield f"{name} {version}   {error}"
            continue
        suits = "" if manifest.suits(API) else f", does not suit {API}: pip install --upgrade {name}"
        state = "" if used is None else f"   {'used' if name in used else 'not listed in the file'}"
        yield f"{name} {version}   api {manifest.api}{suits}{state}"
        yield f"    gives {', '.join(manifest.gives)}; needs {', '.join(manifest.needs) or 'nothing'}"
        if name in aside:
            yield f"    put aside: {aside[name]}"
    yield from (f"{name}   {reason}" for name, reason in aside.items() if name not in installed())


def _used(file: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    from civicore.cli.opening import with_plugins

    registry = with_plugins(file).registry
    return registry.names, {one.name: one.reason for one in registry.quarantined}
