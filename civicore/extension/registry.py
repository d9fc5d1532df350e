"""Finds plugins, guards their loading, and gathers what their hooks return.

A plugin that cannot be imported or whose hook raises is quarantined: none of its parts is used, staff
are told, the city runs. pluggy alone would stop at the first failure, so hooks are called one by one.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, Protocol

import pluggy

from civicore.extension import hookspecs

GROUP = "civicore"
log = logging.getLogger("civicore.plugins")


@dataclass(frozen=True)
class Quarantined:
    """A plugin that is not used, and why; shown to staff and by ``civicore plugin list``."""

    name: str
    reason: str


class Conflict(Exception):
    """Two plugins want the same thing; both are named. The city does not start."""


class PluginFailed(Exception):
    """What a plugin brings cannot be used. Whoever composes the city puts it aside and begins again without it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"plugin {name}: {reason}")
        self.name, self.reason = name, reason


class Edge(Protocol):
    """What stands between the city and its plugins."""

    def handed(self, name: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        """What a hook of this plugin is handed."""
        ...

    def taken(self, name: str, part: Any) -> Any:
        """A part as the city uses it. What it raises puts the plugin aside."""
        ...


class _Open:
    """Nothing stands between: the file is only being judged."""

    def handed(self, name: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        return arguments

    def taken(self, name: str, part: Any) -> Any:
        return part


class Registry:
    """The plugins of one city, in the order they were asked for. ``edge`` is set by whoever composes the city."""

    edge: Edge = _Open()

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._names: list[str] = []
        self.quarantined: list[Quarantined] = []

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the plugins in use."""
        return tuple(self._names)

    def add(self, name: str, plugin: object) -> None:
        """Register a plugin that is already imported; a misspelt hook or argument puts it aside."""
        try:
            self._manager.register(plugin, name)
            unknown = _unknown_hooks(plugin)
            if unknown:
                raise pluggy.PluginValidationError(plugin, f"unknown hook {', '.join(unknown)}")
        except (pluggy.PluginValidationError, ValueError) as error:
            self.put_aside(name, f"{error}")
        else:
            self._names.append(name)

    def load(self, wanted: Sequence[str]) -> None:
        """Import and register the wanted plugins by their entry points."""
        found = installed()
        for name in wanted:
            entry = found.get(name)
            if entry is None:
                self.put_aside(name, f"not installed: pip install {name}")
                continue
            try:
                plugin = entry.load()
            except (Exception, SystemExit) as error:  # whatever a stranger's import raises must not stop the city
                self.put_aside(name, f"cannot be imported: {type(error).__name__}: {error}")
            else:
                self.add(name, plugin)

    def rest(self, name: str) -> None:
        """Take a sound plugin out of use: this city does not need it."""
        self._manager.unregister(name=name)
        self._names.remove(name)

    def gather(self, hook: str, **arguments: object) -> list[tuple[str, Any]]:
        """Call one hook on every plugin in order; parts come with the name of their plugin."""
        parts: list[tuple[str, Any]] = []
        by_name = {one.plugin_name: one for one in getattr(self._manager.hook, hook).get_hookimpls()}
        for name in self.names:
            if name not in by_name:
                continue
            function = by_name[name].function
            try:
                handed = self.edge.handed(name, arguments)
                returned = [self.edge.taken(name, one) for one in _call(function, by_name[name].argnames, handed) or ()]
            except Exception as error:
                log.exception("hook %s of plugin %s failed", hook, name)
                self.put_aside(name, f"{hook} failed: {type(error).__name__}: {error}")
            else:
                parts.extend((name, part) for part in returned)
        return [(name, part) for name, part in parts if name in self._names]

    def parts(self, hook: str, **arguments: object) -> list[Any]:
        """What the hook returns from every plugin, without names; ids given twice are a Conflict."""
        gathered = self.gather(hook, **arguments)
        _refuse_doubles(hook, gathered)
        return [part for _, part in gathered]

    def hooks_of(self, name: str) -> frozenset[str]:
        """The hooks that a plugin in use implements."""
        callers = self._manager.get_hookcallers(self._manager.get_plugin(name)) or ()
        return frozenset(one.name for one in callers)

    def put_aside(self, name: str, reason: str) -> None:
        """Use none of the plugin's parts; staff are told why, that is the first reason."""
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)
        if name in self._names:
            self._names.remove(name)
        if any(one.name == name for one in self.quarantined):
            return
        self.quarantined.append(Quarantined(name, reason))
        log.error("plugin %s is put aside: %s", name, reason)


def installed() -> Mapping[str, EntryPoint]:
    """Entry points of every installed plugin by name; nothing is imported."""
    return _found(tuple(sys.path))


@cache
def _found(path: tuple[str, ...]) -> Mapping[str, EntryPoint]:
    """Reading what is installed opens a file of every library: once for each search path is enough."""
    return MappingProxyType({entry.name: entry for entry in entry_points(group=GROUP)})


def first_party() -> tuple[str, ...]:
    """Names of the plugins that come with CivicCore; they are on when their section stands in the file."""
    return _own(tuple(sys.path))


@cache
def _own(path: tuple[str, ...]) -> tuple[str, ...]:
    """The name of a distribution is read from its file each time: once for each search path is enough."""
    return tuple(name for name, entry in _found(path).items() if entry.dist is not None and entry.dist.name == GROUP)


def _call(function: Callable[..., Any], wanted: Iterable[str], arguments: Mapping[str, object]) -> Any:
    return function(**{name: arguments[name] for name in wanted})


def _unknown_hooks(plugin: object) -> list[str]:
    known = {name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), "civicore_spec")}
    marked = [name for name in dir(plugin) if getattr(getattr(plugin, name, None), "civicore_impl", None)]
    return [name for name in marked if name not in known]


def _refuse_doubles(hook: str, gathered: Iterable[tuple[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for name, part in gathered:
        key = getattr(part, "id", None) or getattr(part, "key", None)
        if not isinstance(key, str):
            continue
        if key in owners:
            raise Conflict(f"{hook}: {key} comes from both {owners[key]} and {name}")
        owners[key] = name
