"""What stands between the city and its plugins: what they are handed, what they may bring, how it is guarded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from civicore.deployment.model.upkeep import Budgets as Written
from civicore.extension.admission import Admitted
from civicore.extension.guards import Aside, Budgets, Guards, Tripped, nowhere
from civicore.granted.runtime import granted
from civicore.messaging.languages import Msgid
from civicore.repairs.repair import Repair
from civicore.runtime import Runtime

KIND = "plugin.rests"


class PluginEdge:
    """``admitted`` are the plugins by name; what is not among them belongs to the core and is handed the whole.

    ``packages`` are their top-level packages.
    """

    def __init__(
        self, admitted: Mapping[str, Admitted], packages: Mapping[str, str], clock: Any, budgets: Written
    ) -> None:
        self._admitted, self._packages = admitted, packages
        self._names = {package: name for name, package in packages.items()}
        self._guards = Guards(clock, self._tell, Budgets(budgets.page, budgets.call, budgets.job), self._aside)
        self._runtimes: dict[str, Runtime] = {}
        self._whole: Runtime | None = None

    def handed(self, name: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        """The same arguments; instead of the runtime that of the plugin, always the same one."""
        whole = arguments.get("runtime")
        if not isinstance(whole, Runtime):
            return arguments
        self._whole = whole
        return {**arguments, "runtime": self._of(name, whole)} if name in self._admitted else arguments

    def seen_by(self, package: str, whole: Runtime) -> Runtime:
        """The runtime for code of this top-level package."""
        name = self._names.get(package)
        return whole if name is None else self._of(name, whole)

    def taken(self, name: str, part: Any) -> Any:
        """The part with its guard; NotGranted or NotItsOwn for one that the plugin may not bring."""
        admitted = self._admitted.get(name)
        if admitted is not None:
            admitted.grants.judge(part)
        return self._guards.guarded(name, part, stranger=admitted is not None and admitted.stranger)

    def _of(self, name: str, whole: Runtime) -> Runtime:
        if name not in self._runtimes:
            self._runtimes[name] = granted(whole, self._admitted[name].grants, self._packages[name])
        return self._runtimes[name]

    def _aside(self) -> AbstractAsyncContextManager[Aside]:
        return nowhere() if self._whole is None else self._whole.store.aside()

    def _tell(self, tripped: Tripped) -> None:
        if self._whole is None:
            return
        if tripped.error is None:
            self._whole.repairs.settle(f"{KIND}:{tripped.part}")
        else:
            self._whole.repairs.raise_(resting(tripped))


def resting(tripped: Tripped) -> Repair:
    """A part that is left out for now."""
    return Repair(
        f"{KIND}:{tripped.part}",
        "error",
        Msgid("A part of %(plugin)s keeps failing and is left out: %(part)s."),
        Msgid("It failed with %(error)s: tell its makers. It is tried again every five minutes and comes back."),
        where=f"plugins.{tripped.plugin}",
        words={"plugin": tripped.plugin, "part": tripped.part, "error": tripped.error or ""},
    )
