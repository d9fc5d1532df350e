"""What everybody may see of a case: parts let out one by one, the whole hidden, photos taken off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from civicore import Principal, Refusal, files
from civicore_signals import acting, letters, rights, store
from civicore_signals.acting import Deed
from civicore_signals.case import PARTS, Case
from civicore_signals.personal import Flag, flags
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting


@dataclass(frozen=True)
class Release:
    """Parts to let out; all others are not. Of the photos those named (None: all). ``agreed``: a person has looked."""

    parts: Collection[str]
    photos: Sequence[UUID] | None = None
    agreed: bool = False


async def publish(
    setting: Setting, case: UUID, by: Principal, release: Release, version: int | None = None
) -> Case | Refusal:
    """Let parts out; words that may be personal data need an explicit yes (case 12)."""
    return await acting.on_case(setting, case, by, rights.PUBLISH, version, lambda deed: _published(deed, release))


async def _published(deed: Deed, release: Release) -> Case | Refusal:
    unknown = set(release.parts) - set(PARTS)
    if unknown:
        return Refusal("signals.no_such_part", part=min(unknown))
    found = flags_of(deed.plan, deed.case) if {"text", "place"} & set(release.parts) else ()
    if found and not release.agreed:
        return Refusal("signals.personal_data", flags=found)
    after = await deed.write(replace(deed.case, published={part: part in release.parts for part in PARTS}))
    if isinstance(after, Refusal):
        return after
    photos = await _approve(deed, release)
    facts = {"parts": sorted(release.parts), "photos": photos, "flags": len(found)}
    await deed.event("published", facts=facts)
    await deed.audit("published", **facts)
    return after


def flags_of(plan: Plan, case: Case) -> tuple[Flag, ...]:
    """What may be personal data in words that could become public: of text, topic, address and public answers.

    Places count from the beginning of each of them.
    """
    category = plan.category(case.category)
    typed = [one.id for one in category.questions if one.public and not one.options] if category else []
    answers = [said for name in typed if isinstance(said := case.answers.get(name), str)]
    address = case.place.address if case.place else None
    return tuple(flag for words in (case.text, case.topic, address, *answers) for flag in flags(words or ""))


async def _approve(deed: Deed, release: Release) -> int:
    """Let the chosen photos out and no others; how many they are."""
    out = 0
    for one in await store.files_of(deed.case.id):
        chosen = "photo" in release.parts and (release.photos is None or one.id in release.photos)
        out += chosen
        if chosen != one.approved:
            await store.change_file(deed.case.id, one.id, approved=chosen)
    return out


async def hide(setting: Setting, case: UUID, reason: str, by: Principal, version: int | None = None) -> Case | Refusal:
    """Take a case away from the public."""

    async def work(deed: Deed) -> Case | Refusal:
        if not reason.strip():
            return Refusal("signals.reason_missing")
        return await _hidden(deed, reason.strip(), hidden=True)

    return await acting.on_case(setting, case, by, rights.PUBLISH, version, work, merged=True)


async def show(setting: Setting, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
    """Let the public see a hidden case again."""
    return await acting.on_case(
        setting, case, by, rights.PUBLISH, version, lambda deed: _hidden(deed, "", hidden=False), merged=True
    )


async def _hidden(deed: Deed, reason: str, *, hidden: bool) -> Case | Refusal:
    if deed.case.hidden == hidden:
        return deed.case
    after = await deed.write(replace(deed.case, hidden=hidden))
    if isinstance(after, Refusal):
        return after
    await deed.event("hidden", text=reason, facts={"hidden": hidden})
    await deed.audit("hidden" if hidden else "shown")
    return after


async def remove_file(
    setting: Setting, case: UUID, file: UUID, by: Principal, version: int | None = None
) -> Case | Refusal:
    """Take a file off a case for good."""

    async def work(deed: Deed) -> Case | Refusal:
        after = await deed.write(deed.case)
        if isinstance(after, Refusal):
            return after
        if not await store.drop_file(deed.case.id, file):
            return Refusal("signals.no_such_file")
        await files.discard(deed.unit, letters.about(deed.case), [file])
        await deed.event("redacted", facts={"removed": str(file)})
        await deed.audit("file_removed", file=str(file))
        return after

    return await acting.on_case(setting, case, by, rights.PUBLISH, version, work)
