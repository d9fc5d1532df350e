"""What a change of the file means for conversations: they go on under new names, and live as long as the file says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from civicore import City, Msgid, Named, Refusal, Runtime, UnitOfWork, rename_all, still_needed
from civicore.contracts.changes import Change, Found, Hit, Renames, Tally
from civicore_bots.dialog import Where
from civicore_bots.tables import ChatRow, LineRow, SayRow, SentRow, UpdateRow

_COLUMNS = tuple(
    Named(column, "bots.*.channels") for column in (UpdateRow.line, ChatRow.line, SayRow.line, SentRow.line, LineRow.id)
)
_ASKED = {"agenda": ("agendas",), "office": ("offices",), "kind": ("signals", "kinds")}
"""Questions whose answers are ids of the file, in the conversations that the city's plugins lead."""
_SOONER = Msgid("{count} conversations would be forgotten tonight")


@dataclass(frozen=True)
class Conversations:
    """Registered as the answer of bots."""

    runtime: Runtime

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """How many conversations a shorter time would forget."""
        tallies = await still_needed(_COLUMNS, changes, Renames(after.renames))
        for change in changes:
            if change.path == ("retention", "bot_chats") and change.kind == "destructive":
                oldest = after.retention.bot_chats.before(self.runtime.clock.now(), after.zone)
                number = await ChatRow.count().where(ChatRow.moved_at < oldest)
                tallies += [Tally(change.name, number, _SOONER, (str(number),))] if number else []
        return Found(tallies=tallies)

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Nothing: the hourly retention forgets."""
        return None

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        """Lines of bots, and what people in the middle of a conversation have chosen until now."""
        number = await rename_all(_COLUMNS, renames)
        for row in await ChatRow.select(ChatRow.id, ChatRow.stands) if renames else ():
            where = Where.of(json.loads(row["stands"]))
            moved = renamed(renames, where)
            if moved != where:
                await ChatRow.update({ChatRow.stands: json.dumps(moved.plain())}).where(ChatRow.id == row["id"])
                number += 1
        return number


def renamed(renames: Renames, where: Where) -> Where:
    """A conversation with what was chosen under its new name; a link may have begun it with an agenda."""
    return replace(
        where,
        start=renames.new("agendas", where.start) if where.start else "",
        answers=tuple((key, _answer(renames, key, answer)) for key, answer in where.answers),
    )


def _answer(renames: Renames, key: str, answer: str) -> str:
    path = _ASKED.get(key.partition(".")[0])  # further pages of a question bear a number
    return renames.new(*path, answer) if path is not None and answer else answer
