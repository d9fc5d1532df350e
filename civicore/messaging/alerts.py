"""Mails to those who look after the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime


async def alert(runtime: Runtime, unit: UnitOfWork, notice: str, context: Mapping[str, object], *, about: str) -> None:
    """Write to each address of ``operations.alert`` in the city's first language; to nobody without e-mail."""
    if runtime.city.channels.email is None:
        return
    for address in runtime.city.operations.alert:
        await unit.send(
            notice,
            channel="email",
            to=address,
            language=runtime.languages.default,
            context=context,
            about=about,
        )
