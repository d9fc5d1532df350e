"""Answers of third-party services, guarded: who fails to answer is taken to say what the contract declares."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any

from civicore.extension.guards import Guard, PartRests

log = logging.getLogger("civicore.plugins")


class Guarded:
    """Stands for a service; ``otherwise`` are the answers that count when it fails, ``guard`` makes a guard.

    What a question wrote that fails is undone, and the unit of work in which it was asked goes on. While the service
    rests it is not asked, and what is declared counts.
    """

    def __init__(self, whole: object, otherwise: Mapping[str, object], guard: Callable[[str], Guard]) -> None:
        self._whole, self._otherwise, self._guard = whole, otherwise, guard
        self._asked: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._whole, name)
        if name not in self._otherwise or not callable(found):
            return found
        if name not in self._asked:
            make = _later if inspect.iscoroutinefunction(found) else _at_once
            self._asked[name] = make(found, self._otherwise[name], self._guard(name))
        return self._asked[name]


def _later(ask: Callable[..., Any], otherwise: object, guard: Guard) -> Callable[..., Any]:
    return guard.around(ask, instead=lambda error: _said(ask, otherwise, error))


def _at_once(ask: Callable[..., Any], otherwise: object, guard: Guard) -> Callable[..., Any]:
    guarded = guard.around_at_once(ask)

    @functools.wraps(ask)
    def asked(*args: Any, **words: Any) -> Any:
        try:
            return guarded(*args, **words)
        except Exception as error:
            return _said(ask, otherwise, error)

    return asked


def _said(ask: Callable[..., Any], otherwise: object, error: BaseException) -> object:
    if not isinstance(error, PartRests):
        log.error("%s failed: %s", ask.__qualname__, type(error).__name__)
    return otherwise
