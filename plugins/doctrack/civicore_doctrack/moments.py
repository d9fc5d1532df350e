"""Instants as other systems write them (case 39)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def read(written: str, formats: Sequence[str], zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """The aware UTC instant, None when nobody can read it, and whether it may mean another one.

    Without a zone it is civil time of ``zone``. An hour that the clocks leave out or have twice is taken as before the
    change, and is unclear.
    """
    found = _parsed(" ".join(written.split()), formats)
    if found is None:
        return None, bool(written.strip())
    unclear = False
    if found.tzinfo is None:
        unclear = found.replace(tzinfo=zone, fold=0).utcoffset() != found.replace(tzinfo=zone, fold=1).utcoffset()
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC), unclear
    except (OverflowError, ValueError):
        return None, True


def _parsed(written: str, formats: Sequence[str]) -> datetime | None:
    for one in formats:
        try:
            return datetime.strptime(written, one)  # noqa: DTZ007 - the zone is added by whoever knows it
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
