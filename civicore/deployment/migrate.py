"""Gives replaced keys their new names in the text of a file; every other character stays as it is."""

from __future__ import annotations

from collections.abc import Iterable

from civicore.deployment.deprecated import Old


def migrated(text: str, standing: Iterable[Old]) -> str:
    """The text with the new names. A key whose new name stands beside it is left: people decide which one is meant."""
    lines = text.splitlines(keepends=True)
    renamed = [one for one in standing if not one.twice]
    for one in sorted(renamed, key=lambda one: (one.place.line, one.place.column), reverse=True):
        line = lines[one.place.line - 1]
        lines[one.place.line - 1] = (
            line[: one.place.column - 1] + one.key.replaced_by + line[one.place.end_column - 1 :]
        )
    return "".join(lines)
