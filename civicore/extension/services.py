"""Typed lookup of what plugins answer: one port, who implements it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast

from civicore.extension.parts import Service

T = TypeVar("T")


class Services:
    """Gathered at boot; ``one`` wants exactly one answerer, ``all`` takes what there is."""

    def __init__(self, parts: Iterable[Service] = ()) -> None:
        self._parts: dict[type, tuple[object, ...]] = {}
        self.add(parts)

    def add(self, parts: Iterable[Service]) -> None:
        for part in parts:
            self._parts[part.port] = (*self._parts.get(part.port, ()), part.instance)

    def all(self, port: type[T]) -> tuple[T, ...]:
        """Every implementation of a port, in the order of registration."""
        return cast(tuple[T, ...], self._parts.get(port, ()))

    def one(self, port: type[T]) -> T:
        """The only implementation; LookupError names the port when there is none or more than one."""
        found = self.all(port)
        if len(found) != 1:
            raise LookupError(f"{port.__name__}: {len(found)} implementations, one is needed")
        return found[0]
