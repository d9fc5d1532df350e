"""Which message about a case goes to whom: the sender at once, followers after the unit has been kept.

All in the citizen's language. What the sender typed stands in none of them, for the address may be a stranger's; and
nothing that strangers may not read goes to followers (case 11).
"""

from __future__ import annotations

from typing import Any

from civicore import Duration, UnitOfWork, ways
from civicore.contracts.dialog import Contact
from civicore_signals import links, notices, store_people, tokens, visibility
from civicore_signals.case import Case
from civicore_signals.news import CaseNews
from civicore_signals.notices import Name
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

_BY_KIND: dict[Name, frozenset[str]] = {
    "received": frozenset({"received"}),
    "registered": frozenset({"registered"}),
    "status": frozenset({"status"}),
    "update": frozenset({"status"}),
    "assigned": frozenset({"status"}),
    "reopened": frozenset({"status"}),
    "answer": frozenset({"answer", "decision"}),
}
"""What ``notify`` of a kind must name; what is not here the law wants told, so it always is."""
_BY_STATUS: frozenset[Name] = frozenset({"status", "answer", "transferred"})
_FOR_FOLLOWERS: frozenset[Name] = frozenset({"status", "update", "answer", "transferred", "reopened"})
_RECEIPTS: frozenset[Name] = frozenset({"confirm", "received", "registered"})


async def tell(setting: Setting, unit: UnitOfWork, case: Case, notice: Name, **words: object) -> None:
    """Tell sender and followers of a case what happened to it, as far as kind and status want it told.

    ``words``: ``text`` (of the office), ``reason``, ``law`` (Text), ``before`` (a day), ``until`` (a day),
    ``into`` (the case that this one became part of).
    """
    wanted = _to_sender(setting.plan, case, notice)
    if wanted:
        await to_sender(setting, unit, case, notice, **words)
    if wanted and notice not in _RECEIPTS:
        await CaseRow.update({CaseRow.heard_at: unit.now}).where(CaseRow.id == case.id)
    if to_followers(setting.plan, case, notice):
        text = words.get("text")
        await unit.publish(CaseNews(case.id, notice, text if isinstance(text, str) else "", unit.now))


async def to_sender(setting: Setting, unit: UnitOfWork, case: Case, notice: Name, **words: object) -> None:
    """Write to whoever sent the case, by the way they chose or where they have an address and letters arrive there."""
    known = await store_people.known(case.id)
    usual = _usual(setting, known) if known is not None else []
    if known is None or (not usual and not (await ways.of(about(case))).ways):
        return
    language = known.sender.language or case.language
    token = await tokens.mint(setting, unit, _purpose(notice), bound(case), _lasts(setting, notice))
    page = links.CONFIRM if notice == "confirm" else links.OWN
    said = notices.words(setting, case, language, **words)
    said |= {"link": setting.runtime.absolute(links.secret(page, token, language)), "own": True}
    told: dict[str, Any] = {"language": language, "context": said, "about": about(case)}
    if notice != "confirm":
        await unit.notify(f"signals.{notice}", usual=usual, forget=True, **told)
        return
    for way in usual:  # a link that shows whose address it is goes there and nowhere else
        await unit.send(f"signals.{notice}", channel=way.channel, to=way.to, forget=True, **told)


def _usual(setting: Setting, known: store_people.Known) -> list[Contact]:
    """Their e-mail, else their telephone, where the city has the channel; nothing once letters came back."""
    channels, sender = setting.runtime.city.channels, known.sender
    if known.bounced_at is not None:
        return []
    way, to = ("email", sender.email) if sender.email else ("sms", sender.phone)
    there = channels.email if way == "email" else channels.sms
    return [Contact(way, to)] if to and there is not None else []


def about(case: Case) -> str:
    """How messages and the audit log name a case."""
    return f"signals:{case.id}"


def bound(case: Case) -> str:
    """How links name a case."""
    return f"case:{case.id}"


def ended(plan: Plan, case: Case) -> Name:
    """Which message tells of the status that a case has now."""
    status = plan.statuses.get(case.status)
    if status is None or not status.final:
        return "status"
    law = plan.law(case.kind, case.category)
    if law is not None and law.ask.then == case.status:
        return "left_aside"
    return "transferred" if case.body else "answer"


def to_followers(plan: Plan, case: Case, notice: Name) -> bool:
    """Whether those hear of it who only follow a case."""
    if notice not in _FOR_FOLLOWERS or visibility.public_view(plan, case) is None:
        return False
    return notice not in _BY_STATUS or "followers" in plan.statuses[case.status].tell


def _to_sender(plan: Plan, case: Case, notice: Name) -> bool:
    kind, status = plan.kinds.get(case.kind), plan.statuses.get(case.status)
    wanted = _BY_KIND.get(notice)
    if wanted is not None and kind is not None and wanted.isdisjoint(kind.notify):
        return False
    return notice not in _BY_STATUS or status is None or "sender" in status.tell


def _purpose(notice: Name) -> str:
    return tokens.CONFIRM if notice == "confirm" else tokens.CASE


def _lasts(setting: Setting, notice: Name) -> Duration:
    keeping = setting.plan.keeping
    return keeping.unconfirmed if notice == "confirm" else keeping.links
