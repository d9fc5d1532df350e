"""The services that a plugin may ask for: its own, and the ports that it is granted."""

from __future__ import annotations

from typing import TypeVar

from civicore.extension.grants import Grants
from civicore.extension.services import Services

T = TypeVar("T")


class GrantedServices(Services):
    """``packages`` are the top-level packages of the plugin: what is declared there is its own."""

    def __init__(self, whole: Services, grants: Grants, package: str) -> None:
        self._parts = whole._parts  # what is added later is seen here too
        self._grants = grants
        self._package = package
        self._granted: set[type] = set()

    def all(self, port: type[T]) -> tuple[T, ...]:
        """Every implementation of a port; NotGranted for a port of others."""
        if port not in self._granted:
            if port.__module__.partition(".")[0] != self._package:
                self._grants.need(f"service:{port.__name__}")
            self._granted.add(port)
        return super().all(port)
