"""One stable object stands for the database in Piccolo's tables; which city's it is, is known only at run time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from piccolo.engine.base import Engine

_bound: ContextVar[Engine[Any] | None] = ContextVar("civicore_engine", default=None)


@contextmanager
def bound(engine: Engine[Any]) -> Iterator[None]:
    """Inside, every table speaks to this engine."""
    mark = _bound.set(engine)
    try:
        yield
    finally:
        _bound.reset(mark)


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
