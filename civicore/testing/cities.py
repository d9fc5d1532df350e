"""Starts cities for tests: from YAML text or a file, with the plugins that the test names and no others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.demo.outbox import Catcher
from civicore.extension import registry
from civicore.extension.grants import needed
from civicore.extension.manifest import NoManifest, read
from civicore.extension.registry import Registry, first_party, installed
from civicore.reading import Settings
from civicore.testing.aside import Aside
from civicore.testing.browsing import BASE
from civicore.testing.faults import Faults, PartBroken
from civicore.testing.installing import registered
from civicore.testing.town import HookCall, Town

TOWNS = Path(__file__).with_name("towns")
MORNING = "2026-11-24T07:40:00+01:00"


class Cities:
    """Call it to start a city; ``current`` is the newest one, or the usual one when none was started.

    ``usual`` is the file of a test that starts none, ``plugins`` what is listed in each: name and settings,
    ``database`` the address on which they run; without it each has a throw-away one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        usual: Path | None = None,
        plugins: Mapping[str, Any] | None = None,
        database: str | None = None,
    ) -> None:
        self._folder, self._usual, self._database = folder, usual or TOWNS / "village.yaml", database
        self._plugins = dict(plugins or {})
        self._stack = ExitStack()
        self._aside: Aside | None = None
        self._towns: list[Town] = []

    @property
    def current(self) -> Town:
        """The newest city."""
        return self._towns[-1] if self._towns else self(self._usual)

    def __call__(
        self,
        deployment: str | Path,
        *,
        plugins: Mapping[str, Any] | None = None,
        samples: bool = False,
        database: str | None = None,
        at: str = MORNING,
    ) -> Town:
        """Start the city of a file, of one of the kit's (``village.yaml``, ``borough.yaml``), or of YAML text.

        ``plugins`` are listed in it with their settings, ``samples`` makes the demo's data, ``at`` is the time.
        CannotStart says what is wrong with the file.
        """
        file = self._file(deployment, self._plugins if plugins is None else plugins)
        clock = DemoClock()
        clock.freeze(datetime.fromisoformat(at))
        faults, calls = Faults(), list[HookCall]()
        with watched(faults, calls):
            built = build(Settings(file, database=database or self._database, demo=True, served_at=BASE, clock=clock))
        if self._aside is None:
            self._aside = Aside()
        town = Town(built, self._aside, faults, calls, clock, database=database or self._database or "sqlite://")
        self._stack.callback(town.end)
        town.begin(samples=samples)
        self._towns.append(town)
        return town

    def register_temporarily(self, name: str, plugin: object) -> None:
        """Install a module or an object with hooks under this name until the test ends, and list it from now on."""
        self._stack.enter_context(registered(name, plugin, self._folder))
        self._plugins.setdefault(name, {})

    def close(self) -> None:
        """Stop them all."""
        self._stack.close()
        if self._aside is not None:
            self._aside.close()

    def _file(self, deployment: str | Path, plugins: Mapping[str, Any]) -> Path:
        said = str(deployment)
        home = self._folder / f"city{len(self._towns)}"
        if "\n" in said:
            home.mkdir(parents=True, exist_ok=True)
            file = home / "city.yaml"
            file.write_text(said, encoding="utf-8")
        else:
            source = TOWNS / said if (TOWNS / said).is_file() else Path(said)
            shutil.copytree(source.resolve().parent, home, dirs_exist_ok=True)
            file = home / source.name
        listed = {name: block(name, config) for name, config in plugins.items() if name not in first_party()}
        if listed:
            file.write_text(with_plugins(file.read_text(encoding="utf-8"), listed), encoding="utf-8")
        return file


def block(name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """How a file lists a plugin: all that it asks for is granted."""
    try:
        needs = list(needed(read(name).needs, config))
    except NoManifest:
        needs = []
    return {**({"grants": needs} if needs else {}), **({"config": dict(config)} if config else {})}


def with_plugins(text: str, listed: Mapping[str, Any]) -> str:
    """The text of a file with plugins listed in it besides its own."""
    whole = yaml.safe_load(text)
    if "plugins" not in whole:
        return f"{text.rstrip()}\n{yaml.safe_dump({'plugins': dict(listed)}, sort_keys=False)}"
    known = whole["plugins"] or {}
    return yaml.safe_dump({**whole, "plugins": {**listed, **known}}, sort_keys=False, allow_unicode=True)


@contextmanager
def watched(faults: Faults, calls: list[HookCall]) -> Iterator[None]:
    """While a city is put together: remember the calls of hooks, and give every part its switches."""
    gather, call, sender = Registry.gather, registry._call, Catcher._sender

    def gathering(self: Registry, hook: str, **arguments: object) -> list[tuple[str, Any]]:
        found = gather(self, hook, **arguments)
        for name in dict.fromkeys(name for name, _ in found):
            calls.append(HookCall(name, hook, tuple(part for one, part in found if one == name)))
        return found

    def calling(function: Callable[..., Any], *more: Any) -> Any:
        answer = call(function, *more)
        return None if answer is None else [faults.switched(part) for part in answer]

    def sending(self: Catcher, channel: str) -> Any:
        return faults.minding(channel, sender(self, channel))

    with (
        patch.object(Registry, "gather", gathering),
        patch.object(registry, "_call", calling),
        patch.object(Catcher, "_sender", sending),
    ):
        yield


@contextmanager
def absent(name: str) -> Iterator[None]:
    """An installed plugin is not there for cities that are put together meanwhile."""
    load = Registry.load

    def loading(self: Registry, wanted: Sequence[str]) -> None:
        load(self, [one for one in wanted if one != name])

    with patch.object(Registry, "load", loading):
        yield


@contextmanager
def broken_hook(name: str, hook: str) -> Iterator[None]:
    """One hook of an installed plugin raises in cities that are put together meanwhile."""
    call, module = registry._call, installed()[name].module

    def calling(function: Callable[..., Any], *more: Any) -> Any:
        if function.__name__ == hook and function.__module__.partition(".")[0] == module.partition(".")[0]:
            raise PartBroken(f"{hook} of {name} was broken by a test")
        return call(function, *more)

    with patch.object(registry, "_call", calling):
        yield
