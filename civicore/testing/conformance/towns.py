"""Cities in which plugins are tried. One is shared by all checks that only look; the others begin from its data."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from civicore.shipped import home
from civicore.testing.cities import TOWNS, Cities, absent
from civicore.testing.town import Town

BOROUGH = TOWNS / "borough.yaml"


class Towns:
    """Starts them in a folder; ``close`` ends them all.

    ``usual`` is the file of the shared one, ``samples`` whether it has the demo's data, ``beside`` are the shipped
    cities in which a plugin is started.
    """

    def __init__(
        self,
        folder: Path,
        *,
        usual: Path = BOROUGH,
        samples: bool = True,
        beside: Sequence[Path] | None = None,
    ) -> None:
        self._folder, self._usual, self._samples = folder, usual, samples
        self.beside = shipped() if beside is None else beside
        self._cities = Cities(folder / "shared")
        self._shared: dict[str, Town] = {}
        self._files: dict[str, Path] = {}
        self._made = 0
        self._memory: dict[str, str | None] = {}

    def shared(self, plugins: Mapping[str, Any]) -> Town:
        """The borough with these plugins besides all of the core's, and the demo's sample data."""
        key = repr(plugins)
        if key not in self._shared:
            self._files[key] = self._folder / f"shared{len(self._files)}.db"
            url = f"sqlite:///{self._files[key]}"
            self._shared[key] = self._cities(self._usual, plugins=plugins, samples=self._samples, database=url)
        return self._shared[key]

    @contextmanager
    def other(
        self,
        plugins: Mapping[str, Any],
        *,
        filled: bool = True,
        database: str | None = None,
        without: str | None = None,
    ) -> Iterator[Town]:
        """A city of its own for one check.

        ``filled`` with a copy of the shared one's data, or on a ``database`` that there is. ``without`` is a plugin
        that is not installed there.
        """
        self._made += 1
        url = database or f"sqlite:///{self._folder / f'other{self._made}.db'}"
        if filled and database is None:
            self._copied(plugins, url.removeprefix("sqlite:///"))
        cities = Cities(self._folder / f"other{self._made}", database=url)
        try:
            with absent(without) if without else nullcontext():
                town = cities(self._usual, plugins={name: said for name, said in plugins.items() if name != without})
            yield town
        finally:
            cities.close()

    def _copied(self, plugins: Mapping[str, Any], to: str) -> None:
        self.shared(plugins).settle()
        with closing(sqlite3.connect(self._files[repr(plugins)])) as source:
            source.execute("VACUUM INTO ?", [to])

    def remembered(self, question: str, asked: Callable[[], str | None]) -> str | None:
        """The answer to a question that several plugins have in common; asked once."""
        if question not in self._memory:
            self._memory[question] = asked()
        return self._memory[question]

    @property
    def folder(self) -> Path:
        """Where files of checks may lie."""
        return self._folder

    def close(self) -> None:
        """End them all."""
        self._cities.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def shipped() -> list[Path]:
    """The cities that come with CivicCore."""
    return sorted(home().glob("*.yaml"))
