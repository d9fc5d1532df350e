"""The database as a plugin may use it: units of work that send only by the ways it is granted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

from civicore.contracts.dialog import Contact
from civicore.extension.grants import Grants
from civicore.storage.opening import BARE, Opening
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

T = TypeVar("T")


class GrantedStore(Store):
    """The same store, seen by one plugin. What others do within its units of work counts as its own doing."""

    __slots__ = ("_grants", "_whole")

    def __init__(self, whole: Store, grants: Grants) -> None:
        self.__dict__ = whole.__dict__
        self._whole, self._grants = whole, grants

    # What is awaited is the store's own answer: whoever waits for it is woken through each coroutine around it.

    def transact(self, work: Callable[[UnitOfWork], Awaitable[T]], opening: Opening = BARE) -> Coroutine[Any, Any, T]:
        """As ``Store.transact``; the unit sends only by ways that are granted."""
        return self._whole.transact(lambda unit: work(GrantedUnit(unit, self._grants)), opening)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """As ``Store.reading``."""
        async with self._whole.reading():
            yield


class GrantedUnit(UnitOfWork):
    """The same unit of work, seen by one plugin: what happens to the one has happened to the other."""

    __slots__ = ("_grants", "_whole")

    def __init__(self, whole: UnitOfWork, grants: Grants) -> None:
        self.__dict__ = whole.__dict__
        self._whole, self._grants = whole, grants

    def send(
        self,
        notice_id: str,
        *,
        channel: str,
        to: str,
        language: str,
        context: Mapping[str, object],
        about: str,
        otherwise: Sequence[Contact] = (),
        **more: Any,
    ) -> Coroutine[Any, Any, UUID]:
        """As ``UnitOfWork.send``; NotGranted for a way that the city does not let the plugin use."""
        for way in (channel, *(one.channel for one in otherwise)):
            self._grants.need_way(way)
        return self._whole.send(
            notice_id,
            channel=channel,
            to=to,
            language=language,
            context=context,
            about=about,
            otherwise=otherwise,
            **more,
        )
