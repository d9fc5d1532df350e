"""One running town for all of them: it takes longer to start than to attack."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.security.fortress import Fortress, running
from tests.security.rights import FILE as ROLES
from tests.security.rights import Doors
from tests.security.walk import Walk, walked


@pytest.fixture(scope="package")
async def fortress() -> AsyncIterator[Fortress]:
    """The town with everything switched on; tests share it, and leave its people be."""
    async with running() as town:
        yield town


@pytest.fixture(scope="module")
async def doors() -> AsyncIterator[Doors]:
    """The same town with five kinds of staff, and nine who stand before its doors."""
    async with running(ROLES) as town:
        opened = Doors(town)
        await opened.enter()
        yield opened


@pytest.fixture(scope="package")
async def walk(fortress: Fortress) -> Walk:
    """All pages and forms that somebody finds who is everybody at once."""
    return await walked(fortress)
