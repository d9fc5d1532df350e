"""``civicore import``: takes over what an older system holds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from civicore.contracts.importing import Imported, ImportRow, Taking

imports = typer.Typer(name="import", help="Take over what an older system holds.", no_args_is_help=True)


@imports.callback()
def _group() -> None:
    """Makes ``bookings`` a word of its own although it is the only one."""


@imports.command()
def bookings(
    file: Annotated[Path, typer.Argument(help="CSV file with a first line of column names.", metavar="FILE.csv")],
    into: Annotated[Path, typer.Option("--into", help="The city's deployment file.", metavar="FILE.yaml")],
    db: Annotated[str | None, typer.Option(help="Database address; beats the one in the file.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML: columns (ours: theirs) and words (column: {theirs: ours}).")
    ] = None,
    encoding: Annotated[str, typer.Option(help="How the file is written, such as cp1250.")] = "utf-8-sig",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each line; change nothing.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Take also visits that do not fit the file; staff decide about them.")
    ] = False,
) -> None:
    """Take over the bookings of an older system with their codes: all of them, or none if a line is wrong.

    Lines that were taken over before are known again. Nobody is written to. Exit 0: done, 1: a line is wrong and
    nothing was taken over, 3: a file cannot be read.
    """
    from civicore.contracts.importing import Taking
    from civicore.importing import NoSheet, mapped, read_mapping

    try:
        said = read_mapping(mapping.read_text("utf-8") if mapping is not None else "")
        text = file.read_bytes().decode(encoding)
    except (OSError, LookupError, UnicodeDecodeError, NoSheet) as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(3) from None
    try:
        done = asyncio.run(
            _take(into, db, lambda known: mapped(text, said, known), Taking("program:import", dry_run, keep))
        )
    except NoSheet as error:
        typer.echo(f"{file.name}: {error}", err=True)
        raise typer.Exit(3) from None
    _tell(file.name, done, dry=dry_run)
    raise typer.Exit(1 if any(one.outcome == "wrong" for one in done) else 0)


async def _take(
    into: Path, db: str | None, rows: Callable[[Mapping[str, str]], Sequence[ImportRow]], how: Taking
) -> Sequence[Imported]:
    from civicore.app import build
    from civicore.contracts.importing import Imports
    from civicore.first_steps import CannotStart, standing
    from civicore.reading import Settings

    try:
        built = build(Settings(into, database=db))
        async with standing(built.runtime.store):
            takers = built.runtime.services.all(Imports)  # type: ignore[type-abstract]
            taker = next((one for one in takers if one.what == "bookings"), None)
            if taker is None:
                raise CannotStart(f"{into.name}: without the section booking nobody takes bookings over")
            return await taker.take_over(rows(taker.columns), how)
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _tell(name: str, done: Sequence[Imported], *, dry: bool) -> None:
    """What became of the lines; never what stands in them."""
    for one in done:
        if one.notes:
            typer.echo(f"{name}:{one.line}: {one.outcome}: {'; '.join(one.notes)}")
    number = Counter(one.outcome for one in done)
    wrong, new = number["wrong"], number["new"]
    seen = f"{number['known']} known, {number['twice']} twice, {number['past']} past"
    if wrong:
        typer.echo(f"{name}: {wrong} of {len(done)} lines are wrong ({seen}); nothing was taken over")
    else:
        typer.echo(f"{name}: {new} {'would be taken over' if dry else 'taken over'} ({seen})")
