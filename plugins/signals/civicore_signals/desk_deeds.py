"""What a clerk does with a case, one small form each: what it asks, which right it needs, what it calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from civicore import Answers, Choice, Duration, Field, FieldError, Form, Msgid, Refusal, Text
from civicore_signals import rights
from civicore_signals.case import Case
from civicore_signals.desk_clerk import Clerk
from civicore_signals.desk_extending import length_of, lengths
from civicore_signals.desk_papers import FIELD
from civicore_signals.dossier import Dossier

Done = Case | tuple[Case, ...] | Refusal
Fields = Callable[[Clerk, Dossier], Awaitable[Sequence[Field]]]
Run = Callable[[Clerk, Dossier, Mapping[str, Any], int | None], Awaitable[Done]]
Words = str | Text

LONGEST = 4000  # characters of what people read
_SHORT = 500


@dataclass(frozen=True)
class Deed:
    """A form and what it does. ``title``, ``button`` and ``hint`` are msgids or texts of the city.

    ``tells``: the sender or others read it, so it can be looked at before. ``status``: the one it leads to.
    ``papers``: files can go with it; what was said has them as ``papers``.
    """

    id: str
    title: Words
    button: Words
    right: str
    run: Run
    done: str
    fields: Fields | None = None
    hint: Words | None = None
    tells: bool = False
    status: str = ""
    danger: bool = False
    prepared: bool = field(default=False)
    papers: bool = False

    async def form(self, clerk: Clerk, dossier: Dossier) -> Form:
        return Form(await self.fields(clerk, dossier) if self.fields else ())


def lines(name: str, label: str, *, hint: str | None = None, longest: int = LONGEST, required: bool = True) -> Field:
    """Words of more than one line."""
    return Field(name, label, "textarea", required=required, hint=hint, max_length=longest, rows=6)


async def _person_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    people = await clerk.desk.colleagues(dossier.case.unit)
    choices = [Choice(str(one.id), Text({clerk.language: one.name})) for one in people]
    return [Field("clerk", "Who works on it", "select", required=False, choices=choices)]


async def _person(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    chosen = UUID(said["clerk"]) if said["clerk"] else None
    return await clerk.desk.assign(dossier.case.id, clerk.who, clerk=chosen, version=version)


async def _unit_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    open_units = [one for one in clerk.plan.units.values() if not one.closed and one.id != dossier.case.unit]
    choices = [Choice(one.id, one.name) for one in open_units]
    return [
        Field("unit", "Unit", "select", choices=choices),
        lines("reason", Msgid("Reason"), hint=Msgid("The other unit reads it."), longest=_SHORT),
    ]


async def _unit(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.assign(
        dossier.case.id, clerk.who, unit=said["unit"], reason=said["reason"], version=version
    )


async def _note_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    return [lines("text", Msgid("Internal note"), hint=Msgid("Only the office reads it."))]


async def _note(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.note(dossier.case.id, said["text"], clerk.who)


async def _update_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    return [
        lines(
            "text", Msgid("What has happened"), hint="The sender, followers and everybody who may see the case read it."
        )
    ]


async def _update(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.update(dossier.case.id, said["text"], clerk.who, version, papers=said.get("papers"))


async def _ask_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    return [lines("text", Msgid("Your question"), hint=Msgid("Only the sender reads it and answers by a link."))]


async def _ask(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.ask(dossier.case.id, said["text"], clerk.who, version, papers=said.get("papers"))


async def _extend_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    law = clerk.plan.law(dossier.case.kind, dossier.case.category)
    return [
        Field("length", "By how much", "select", choices=lengths(clerk, law)),
        lines("reason", Msgid("Reason"), hint=Msgid("The sender reads it together with the new day."), longest=_SHORT),
    ]


async def _extend(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    length: Duration = length_of(said["length"])
    return await clerk.desk.extend(dossier.case.id, length, said["reason"], clerk.who, version)


async def _category_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    kinds = [Choice(one.id, one.name) for one in clerk.plan.kinds.values()]
    types = [
        Choice(one.id, Text({clerk.language: _long_name(clerk, one.id)}))
        for one in clerk.plan.categories.values()
        if one.leaf
    ]
    return [
        Field("kind", "Kind", "select", choices=kinds),
        Field("category", "Category", "select", choices=types, hint="Unit and deadline are found anew."),
    ]


async def _category(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    kind = said["kind"] if said["kind"] != dossier.case.kind else None
    return await clerk.desk.change_category(dossier.case.id, said["category"], clerk.who, version, kind=kind)


def _long_name(clerk: Clerk, path: str) -> str:
    speak = clerk.runtime.languages.label
    return " › ".join(
        words if isinstance(words, str) else speak(clerk.language, words) for words in clerk.names.path(path)
    )


async def _hide_fields(clerk: Clerk, dossier: Dossier) -> Sequence[Field]:
    return [lines("reason", Msgid("Reason"), hint=Msgid("Only the office reads it."), longest=_SHORT)]


async def _hide(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.hide(dossier.case.id, said["reason"], clerk.who, version)


async def _show(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.show(dossier.case.id, clerk.who, version)


async def _unmerge(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    return await clerk.desk.unmerge(dossier.case.id, clerk.who, version)


async def _revoke(clerk: Clerk, dossier: Dossier, said: Mapping[str, Any], version: int | None) -> Done:
    await clerk.cases.revoke(dossier.case.id)
    await clerk.note("signals.links_revoked", f"signals:{dossier.case.id}")
    return dossier.case


DEEDS: Mapping[str, Deed] = {
    one.id: one
    for one in (
        Deed("person", Msgid("Who works on it?"), Msgid("Assign"), rights.WORK, _person, "assigned", _person_fields),
        Deed("unit", Msgid("Give it to another unit"), Msgid("Assign"), rights.MANAGE, _unit, "assigned", _unit_fields),
        Deed("note", Msgid("Internal note"), Msgid("Write down"), rights.WORK, _note, "noted", _note_fields),
        Deed(
            "update",
            Msgid("Tell the public and followers"),
            Msgid("Make public"),
            rights.WORK,
            _update,
            "updated",
            _update_fields,
            tells=True,
            prepared=True,
            papers=True,
        ),
        Deed(
            "ask",
            Msgid("Ask the sender"),
            Msgid("Send the question"),
            rights.WORK,
            _ask,
            "asked",
            _ask_fields,
            tells=True,
            prepared=True,
            papers=True,
        ),
        Deed(
            "extend",
            Msgid("Extend the deadline"),
            Msgid("Extend"),
            rights.MANAGE,
            _extend,
            "extended",
            _extend_fields,
            tells=True,
        ),
        Deed(
            "category",
            Msgid("Change the category"),
            Msgid("Change"),
            rights.WORK,
            _category,
            "changed",
            _category_fields,
        ),
        Deed(
            "hide",
            Msgid("Take the case away from the public"),
            Msgid("Take away"),
            rights.PUBLISH,
            _hide,
            "hidden",
            _hide_fields,
            danger=True,
        ),
        Deed("show", Msgid("Let the public see the case again"), Msgid("Show again"), rights.PUBLISH, _show, "shown"),
        Deed(
            "unmerge",
            Msgid("Let the case stand for itself again"),
            Msgid("Undo the merge"),
            rights.MERGE,
            _unmerge,
            "unmerged",
            hint=Msgid("Followers who came with it go back with it."),
        ),
        Deed(
            "revoke",
            Msgid("Withdraw the secret links"),
            Msgid("Withdraw the links"),
            rights.MANAGE,
            _revoke,
            "revoked",
            hint=Msgid("Links in messages sent until now open nothing any more. The sender gets a new one by e-mail."),
            danger=True,
        ),
    )
}


def refused_fields(answers: Answers, refusal: Refusal) -> Answers:
    """A refusal that speaks of one field stands at that field."""
    place = {
        "signals.text_missing": "text",
        "signals.outcome_missing": "outcome",
        "signals.body_missing": "body",
        "signals.reason_missing": "reason",
        "signals.file_missing": FIELD,
    }.get(refusal.code)
    if place is None or (place not in answers.raw and place != FIELD):
        return answers
    return Answers(answers.values, (*answers.errors, FieldError(place, refusal)), answers.raw, answers.trapped)
