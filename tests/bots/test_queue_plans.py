"""However many chats wait, each is asked of for itself, also where PostgreSQL last counted an empty queue."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from civicore_bots import hearing, speaking
from civicore_bots.tables import BOTS

from civicore.extension.parts import TableSet
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from tests.tools.plans import plan

pytestmark = pytest.mark.anyio


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (BOTS,)


@pytest.mark.parametrize("due", [hearing._DUE, speaking._DUE], ids=["heard", "said"])
async def test_earlier_ones_of_a_chat_are_found_by_the_chat(store: Store, due: str) -> None:
    asked = Statement(due)
    postgres = store.engine_type == "postgres"
    way = await plan(store, asked.numbered if postgres else asked.plain, [None] * (len(asked.parts) - 1))
    assert ("(chat = it.chat)" if postgres else "chat=?") in way, way
