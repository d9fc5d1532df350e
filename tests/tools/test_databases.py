"""Databases of tests stay out of each other's way."""

from __future__ import annotations

from pathlib import Path

from tests.databases import Databases


def test_one_that_lived_long_takes_no_other_with_it(tmp_path: Path) -> None:
    databases = Databases(tmp_path)
    try:
        with databases.empty("sqlite"):  # the first one; the template below is the eleventh
            for _ in range(9):
                with databases.empty("sqlite"):
                    pass
            with databases.fresh("sqlite"):
                pass
        with databases.fresh("sqlite") as url:
            assert Path(url.removeprefix("sqlite:///")).stat().st_size
    finally:
        databases.close()
