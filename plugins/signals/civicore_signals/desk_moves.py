"""The form that leads to another status: only what that status asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicore import Choice, Field, Msgid
from civicore_signals import rights
from civicore_signals.acting import Papers
from civicore_signals.case import Case
from civicore_signals.desk_clerk import Clerk
from civicore_signals.desk_deeds import Deed, Done, lines
from civicore_signals.dossier import Dossier
from civicore_signals.lifecycle import Given, Move


def move_deed(move: Move, case: Case) -> Deed:
    """The form that leads to a status: only what that status asks for."""

    async def fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
        return move_fields(clerk, move)

    async def run(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
        papers = said.get("papers") or Papers()
        given = Given(said.get("text") or "", said.get("outcome"), said.get("body"), papers.ids, papers.owner)
        return await clerk.desk.move(dossier.case.id, move.to, given, clerk.who, version)

    return Deed(
        move.to,
        move.name,
        Msgid("Change the status"),
        rights.WORK,
        run,
        "moved",
        fields,
        tells=bool(move.tell),
        status=move.to,
        prepared=True,
        papers=bool(move.tell) or "file" in move.requires,
    )


def move_fields(clerk: Clerk, move: Move) -> list[Field]:
    """Outcome, body and text, as far as the status asks for them."""
    found: list[Field] = []
    if len(move.outcomes) > 1:  # where only one is possible it is not asked
        choices = [Choice(one, clerk.names.outcome(one)) for one in move.outcomes]
        found.append(Field("outcome", "Outcome", "radio", choices=choices))
    named = [clerk.plan.outcomes[one].needs_body for one in move.outcomes]
    if "body" in move.requires or any(named):
        needed = "body" in move.requires or all(named)
        hint = "Its full name; the sender reads it."
        found.append(Field("body", "Body to which it is passed on", required=needed, hint=hint, max_length=200))
    found.append(
        lines("text", Msgid("Text for the sender"), required="text" in move.requires)
        if move.tell
        else lines("text", Msgid("Text"), required="text" in move.requires)
    )
    return found
