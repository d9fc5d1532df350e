"""What people are told of deeds of the office: senders and followers by letter, units where they read their mail."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from civicore import City, Notice, UnitOfWork
from civicore_signals import letters, notices
from civicore_signals.acting import Deed
from civicore_signals.case import Case
from civicore_signals.setting import Setting

HANDED_OVER = "signals.handed_over"


async def status(setting: Setting, unit: UnitOfWork, case: Case, text: str, *, only_sender: bool = False) -> None:
    """The status that a case has now, with the words of the office."""
    notice = letters.ended(setting.plan, case)
    if only_sender:
        await letters.to_sender(setting, unit, case, notice, text=text.strip())
    else:
        await letters.tell(setting, unit, case, notice, text=text.strip())


async def units(deed: Deed, case: Case, was: str) -> None:
    """Tell the old and the new unit that a case has changed hands, once each, where they have an address."""
    runtime, plan = deed.setting.runtime, deed.plan
    if runtime.city.channels.email is None:
        return
    language = plan.languages[0]
    addresses = [plan.units[one].inbox for one in (was, case.unit) if one in plan.units]
    for address in dict.fromkeys(one for one in addresses if one):
        said = _words(deed.setting, case, was, language)
        await deed.unit.send(
            HANDED_OVER, channel="email", to=address, language=language, context=said, about=letters.about(case)
        )


def _words(setting: Setting, case: Case, was: str, language: str) -> dict[str, object]:
    plan = setting.plan
    return {
        **notices.words(setting, case, language),
        "from_unit": plan.units[was].name if was in plan.units else was,
        "link": setting.runtime.absolute(desk_path(case.id)),
    }


def desk_path(case: UUID) -> str:
    """Where the office works on a case."""
    return f"/desk/signals/{case}"


def own_notices(city: City) -> tuple[Notice, ...]:
    """Messages to units, with a sample for previews and tests."""
    sample = next(one.sample for one in notices.notices(city) if one.id == "signals.assigned")

    def moved() -> Mapping[str, object]:
        said = dict(sample())
        return {**said, "from_unit": said["unit"]}

    return (Notice(HANDED_OVER, "signals/mail/handed_over.txt", moved),)
