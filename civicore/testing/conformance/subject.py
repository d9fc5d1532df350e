"""The plugin that is tried: its papers, its files, and cities in which it runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType
from typing import Any

from civicore.extension.manifest import Manifest, read
from civicore.extension.registry import first_party, installed
from civicore.testing.canary import Canary
from civicore.testing.conformance.quality import Quality
from civicore.testing.conformance.stories import story_of
from civicore.testing.conformance.towns import Towns
from civicore.testing.town import Town


@dataclass(frozen=True)
class Source:
    """A module of the plugin; ``name`` is its path within the package."""

    name: str
    text: str
    tree: ast.Module


class PutAside(Exception):
    """The plugin was put aside when the city was put together, so that there is nothing to try."""


@dataclass
class Subject:
    """One plugin by the name of its entry point. ``towns`` are shared with the other plugins that are tried.

    ``thorough`` asks for the full counts. NoManifest when its papers cannot be read.
    """

    name: str
    towns: Towns
    numbers: frozenset[str] = frozenset()
    thorough: bool = False
    canary: Canary = field(default_factory=Canary)

    @cached_property
    def manifest(self) -> Manifest:
        return read(self.name)

    @property
    def home(self) -> Path:
        """The folder of its package."""
        return self.manifest.home

    @cached_property
    def quality(self) -> Quality:
        return Quality.read(self.home, self.numbers)

    @property
    def module_name(self) -> str:
        return installed()[self.name].module

    @cached_property
    def module(self) -> ModuleType:
        return import_module(self.module_name)

    @property
    def distribution(self) -> Distribution | None:
        return installed()[self.name].dist

    @property
    def is_first_party(self) -> bool:
        """Whether it comes with CivicCore, whose distribution it then shares."""
        return self.name in first_party()

    @property
    def prefix(self) -> str:
        """How its ids begin: ``lostfound``."""
        return self.name

    def times(self, few: int, many: int) -> int:
        """How often to try."""
        return many if self.thorough else few

    @cached_property
    def sources(self) -> Sequence[Source]:
        """Its modules, generated migrations left out."""
        return tuple(self._read())

    def _read(self) -> Iterator[Source]:
        for path in sorted(self.home.rglob("*.py")):
            name = path.relative_to(self.home)
            if "migrations" not in name.parts and "tests" not in name.parts:
                text = path.read_text(encoding="utf-8")
                yield Source(name.as_posix(), text, ast.parse(text, str(path)))

    @cached_property
    def town(self) -> Town:
        """A city with all first-party plugins, this one, and sample data; checks only look at it.

        PutAside when the plugin is not used there.
        """
        town = self.towns.shared(self.listed)
        for one in town.built.quarantined:
            if one.name == self.name:
                raise PutAside(one.reason)
        return town

    @cached_property
    def listed(self) -> dict[str, Any]:
        """How the plugin is listed in a city's file."""
        return {} if self.is_first_party else {self.name: dict(self.quality.config)}

    def parts(self, hook: str) -> list[Any]:
        """What it answered to a hook in that city."""
        return self.town.parts(hook, self.name)

    @property
    def tables(self) -> list[Any]:
        """Its Piccolo tables."""
        return [table for one in self.parts("register_tables") for table in one.tables]

    @cached_property
    def story(self) -> Callable[[Town, Canary], None]:
        """Leaves the data of one person behind, as people would."""
        if self.quality.story is not None:
            module, _, function = self.quality.story.partition(":")
            told: Callable[[Town, Canary], None] = getattr(import_module(module), function)
            return told
        return story_of(self.name, self.is_first_party)

    @property
    def readme(self) -> str:
        """The README of the distribution, or of a project that is being written."""
        for folder in (self.home, self.home.parent, self.home.parent.parent):
            if (folder / "README.md").is_file():
                return (folder / "README.md").read_text(encoding="utf-8")
        return self.distribution.read_text("METADATA") or "" if self.distribution is not None else ""
