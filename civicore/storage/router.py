"""One stable object stands for the database in Piccolo's tables; which city's it is, is known only at run time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from typing import Any

from piccolo.engine.base import Engine

_bound: ContextVar[Engine[Any] | None] = ContextVar("civicore_engine", default=None)


def bound(engine: Engine[Any]) -> AbstractContextManager[None]:
    """Inside, every table speaks to this engine."""
    return _Binding(engine)


class _Binding(AbstractContextManager[None]):
    # Each request goes through it, most of them several times: a generator costs three times as much.

    def __init__(self, engine: Engine[Any]) -> None:
        self._engine = engine
        self._mark: Token[Engine[Any] | None]

    def __enter__(self) -> None:
        self._mark = _bound.set(self._engine)

    def __exit__(self, *_: object) -> None:
        _bound.reset(self._mark)


def bound_engine() -> Any:
    """The engine that is bound; RuntimeError outside units of work and readings."""
    engine = _bound.get()
    if engine is None:
        raise RuntimeError("records are only touched inside store.transact() or store.reading()")
    return engine


class Router:
    """Passes everything on to the engine that is bound. Piccolo keeps it for ever in the table classes."""

    @property  # type: ignore[misc]  # Piccolo wants an Engine, by isinstance
    def __class__(self) -> Any:
        return Engine

    def __getattr__(self, name: str) -> Any:
        return getattr(bound_engine(), name)
