"""The messages a city can send, by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from civicore.extension.parts import Notice


class Notices:
    """What plugins registered; ValueError when an id is given twice."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._by_id: dict[str, Notice] = {}
        for notice in notices:
            if notice.id in self._by_id:
                raise ValueError(f"two notices are called {notice.id}")
            self._by_id[notice.id] = notice

    def __getitem__(self, id: str) -> Notice:
        """KeyError names a notice nobody registered."""
        return self._by_id[id]

    def __iter__(self) -> Iterator[Notice]:
        return iter(self._by_id.values())
