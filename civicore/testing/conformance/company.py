"""K14, K24: beside all first-party plugins in every shipped city, on both databases, at every API it names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from packaging.specifiers import SpecifierSet

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.api import API
from civicore.extension.registry import Conflict, Registry
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from civicore.testing.cities import MORNING, block, with_plugins
from civicore.testing.cluster import NoPostgres
from civicore.testing.conformance.check import Complaint, NotTried
from civicore.testing.conformance.subject import Subject
from civicore.testing.databases import Fresh


def gets_on_with_others(subject: Subject) -> Iterator[Complaint]:
    """K14: it starts beside all first-party plugins in every shipped city, loaded first and loaded last."""
    home = subject.towns.folder / "shipped"
    if not home.is_dir():
        shutil.copytree(subject.towns.beside[0].parent, home)
    for number, city in enumerate(subject.towns.beside):
        orders = (False, True) if subject.thorough else (bool(number % 2),)
        for turned in orders:
            wrong = subject.towns.remembered(
                f"{city} {turned} {subject.listed}", partial(_started, subject, home / city.name, turned)
            )
            if wrong is not None and (subject.name in wrong or not subject.is_first_party):
                yield Complaint(f"in {city.stem}, {'last' if not turned else 'first'} in order: {wrong}")


def _started(subject: Subject, file: Path, turned: bool) -> str | None:
    clock = DemoClock()
    clock.freeze(datetime.fromisoformat(MORNING))
    try:
        with turned_round(turned), listing(file, subject) as own:
            built = build(Settings(own, demo=True, clock=clock))
    except (CannotStart, Conflict) as error:
        return f"does not start: {error}"
    aside = [f"{one.name} is put aside: {one.reason}" for one in built.quarantined]
    return "; ".join(aside) or None


@contextmanager
def turned_round(turned: bool) -> Iterator[None]:
    """Plugins are loaded in the other order."""
    load = Registry.load
    with patch.object(Registry, "load", lambda self, wanted: load(self, list(reversed(wanted)) if turned else wanted)):
        yield


@contextmanager
def listing(file: Path, subject: Subject) -> Iterator[Path]:
    """The city's file, with the plugin listed in it."""
    if subject.is_first_party:
        yield file
        return
    own = file.with_name(f"with_{subject.name}_{file.name}")
    listed = {name: block(name, config) for name, config in subject.listed.items()}
    own.write_text(with_plugins(file.read_text(encoding="utf-8"), listed), encoding="utf-8")
    try:
        yield own
    finally:
        own.unlink()


def runs_everywhere(subject: Subject) -> Iterator[Complaint]:
    """K24: the range of API versions that it names holds this one and ends, and it runs on both databases."""
    said = SpecifierSet(subject.manifest.api)
    if not said.contains(API):
        yield Complaint(f"api: {said} leaves out {API}, which is installed")
    if said.contains(f"{int(API.partition('.')[0]) + 1}.0"):
        yield Complaint(
            f"api: {said} has no end: the next major version may take away what it uses", 'write ">=1.0,<2"'
        )
    with Fresh(subject.towns.folder) as databases:
        try:
            around = databases.empty("postgres")
        except NoPostgres as error:
            raise NotTried(f"no PostgreSQL here: {error}") from None
        with around as url, subject.towns.other(subject.listed, filled=False, database=url) as town:
            for one in town.built.quarantined:
                if one.name == subject.name:
                    yield Complaint(f"on PostgreSQL it is put aside: {one.reason}")
            subject.story(town, subject.canary)
            town.settle()
