"""The state of the application as code of a plugin sees it: its runtime is the one that it was handed."""

from __future__ import annotations

import sys
from functools import cache
from types import FrameType
from typing import Any

from litestar.datastructures import State

from civicore.granted.edge import PluginEdge


class SeenState(State):
    """``state.runtime`` is the whole for the core and the granted one for a plugin's handlers.

    Who looks is read off the stack, past helpers of the core that are called ``runtime`` themselves.
    """

    def __init__(self, state: Any, deep_copy: bool = False) -> None:
        super().__init__(state, deep_copy=deep_copy)

    def __getattr__(self, key: str) -> Any:
        if key != "runtime":
            return super().__getattr__(key)
        edge: PluginEdge = self._state["edge"]
        return edge.seen_by(_package(sys._getframe(1)), self._state["runtime"])


def seen(state: State, edge: PluginEdge) -> SeenState:
    """The same state, seen through the edge."""
    return SeenState({**state.dict(), "edge": edge})


def _package(frame: FrameType | None) -> str:
    while frame is not None:
        package = _top(frame.f_globals.get("__name__", ""))
        if package != "civicore" or frame.f_code.co_name != "runtime":
            return package
        frame = frame.f_back
    return ""


@cache
def _top(module: object) -> str:
    return str(module).partition(".")[0]
