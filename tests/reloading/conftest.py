"""A small town that is being served, whose file is changed under it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from civicore.reloading.serving import Serving
from civicore.reloading.taking_over import TakingOver
from civicore.repairs.repair import Repair
from tests.people.conftest import TOWN
from tests.tables import CORE


@dataclass
class Hot:
    """The town, whoever changes its file, and a browser."""

    file: Path
    serving: Serving
    taking: TakingOver
    client: httpx.AsyncClient

    async def save(self, text: str, name: str = "town.yaml") -> None:
        """Change a file of the folder and let the town look at it."""
        self.file.with_name(name).write_text(text, encoding="utf-8")
        await self.taking.changed(self.serving)

    async def shown(self, path: str = "/en/contact") -> str:
        return (await self.client.get(path)).raise_for_status().text

    async def notices(self) -> list[Repair]:
        """What staff are told but for backups, of which this town makes none."""
        standing = await self.serving.built.runtime.repairs.standing()
        return [one.repair for one in standing if one.repair.kind != "backups"]


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return CORE


@pytest.fixture
async def hot(tmp_path: Path, database_url: str, clock: DemoClock) -> AsyncIterator[Hot]:
    file = tmp_path / "town.yaml"
    file.write_text(TOWN, encoding="utf-8")
    settings = Settings(file, database=database_url, served_at="http://town.test", clock=clock)
    built = build(settings)
    await built.prepare()
    taking = TakingOver(settings)
    serving = Serving(built, taking.beside)
    del built  # an earlier city is to be put away
    transport = httpx.ASGITransport(cast(Any, serving), raise_app_exceptions=False)
    async with serving.around(), httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        yield Hot(file, serving, taking, client)
