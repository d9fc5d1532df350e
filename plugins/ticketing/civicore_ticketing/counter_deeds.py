"""What the buttons of the counter screen do. Every deed is one unit of work, and a second press of one form nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from civicore import Principal, Refusal, Runtime
from civicore_ticketing.counter_clerk import moment_today
from civicore_ticketing.counter_once import once
from civicore_ticketing.service import Queues
from civicore_ticketing.views import CounterView

TWICE = timedelta(seconds=2)
"""Two presses of "next" within this time are one."""
_MOVED_ON = Refusal("queue.moved_on")
_ABOUT_WHO_IS_HERE = frozenset({"next", "recall", "arrived", "finish", "no_show", "park", "transfer"})


@dataclass(frozen=True)
class Press:
    """A button that was pressed at a counter, and what its form sent.

    The form says in ``seen`` which ticket its page showed as the counter's, empty for none, and bears a ``key``.
    """

    queues: Queues
    runtime: Runtime
    counter: str
    by: Principal
    sent: Mapping[str, str]

    def said(self, name: str) -> str:
        return self.sent.get(name, "").strip()

    @property
    def deed(self) -> str:
        return self.said("do")

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()


Deed = Callable[[Press], Awaitable[object]]


async def do(press: Press) -> Refusal | None:
    """Do what the button says; a Refusal when it cannot be done, or no longer, as the page showed it."""
    if press.deed not in DEEDS:
        return Refusal("request.invalid")
    mark = f"counter:{press.counter}:{press.by.id}"
    answer = await once(press.runtime, mark, press.said("key")[:200] or None, press.deed, lambda: _work(press))
    if not isinstance(answer, Refusal):
        return None
    return _MOVED_ON if answer.code == "request.key_reused" else answer


async def _work(press: Press) -> dict[str, Any] | Refusal:
    if press.deed in _ABOUT_WHO_IS_HERE:
        view = await press.queues.counter(press.counter, press.by)
        if isinstance(view, Refusal):
            return view
        if press.deed == "next" and called_just_now(view, press.now):
            return {}
        if "seen" in press.sent and press.said("seen") != (str(view.current.id) if view.current else ""):
            return _MOVED_ON
    done = await DEEDS[press.deed](press)
    return done if isinstance(done, Refusal) else {}


def called_just_now(view: CounterView, now: datetime) -> bool:
    """Whether somebody was called here so shortly ago that one more "next" is the same press."""
    current = view.current
    if current is None or current.state != "called" or current.called_at is None:
        return False
    return now - current.called_at < TWICE


async def _pause(press: Press) -> object:
    """A break begins, or ends: one key for both."""
    view = await press.queues.counter(press.counter, press.by)
    if isinstance(view, CounterView) and view.paused:
        return await press.queues.open_counter(press.counter, press.by)
    return await press.queues.pause(press.counter, press.by)


async def _park(press: Press) -> object:
    """Until a time of day, for some minutes, or until the number is called."""
    until, minutes = press.said("until"), press.said("minutes")
    if until:
        moment = moment_today(press.runtime, until)
        if moment is None:
            return Refusal("queue.park_past")
        return await press.queues.park(press.counter, press.by, until=moment)
    if minutes and not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= 4):
        return Refusal("queue.park_past")
    return await press.queues.park(press.counter, press.by, minutes=int(minutes) if minutes else None)


async def _transfer(press: Press) -> object:
    """To ``counter:…``, ``agenda:…`` or ``office:…``."""
    kind, _, target = press.said("to").partition(":")
    wishes = {"counter": "to_counter", "agenda": "agenda", "office": "office"}
    if kind not in wishes or not target:
        return Refusal("queue.no_target")
    return await press.queues.transfer(press.counter, press.by, **{wishes[kind]: target})


async def _number(press: Press) -> object:
    return await press.queues.take_number(press.counter, press.by, press.said("label")[:20])


async def _without(press: Press) -> object:
    return await press.queues.serve_without(press.counter, press.by, press.said("agenda"))


async def _accept_alarm(press: Press) -> object:
    try:
        alarm = UUID(press.said("alarm"))
    except ValueError:
        return _MOVED_ON
    return await press.queues.accept_alarm(alarm, press.by)


DEEDS: Mapping[str, Deed] = {
    "open": lambda one: one.queues.open_counter(one.counter, one.by),
    "instead": lambda one: one.queues.open_counter(one.counter, one.by, instead=True),
    "pause": _pause,
    "close": lambda one: one.queues.close_counter(one.counter, one.by),
    "next": lambda one: one.queues.next(one.counter, one.by),
    "recall": lambda one: one.queues.recall(one.counter, one.by),
    "arrived": lambda one: one.queues.arrived(one.counter, one.by),
    "finish": lambda one: one.queues.finish(one.counter, one.by),
    "no_show": lambda one: one.queues.no_show(one.counter, one.by),
    "park": _park,
    "transfer": _transfer,
    "number": _number,
    "without": _without,
    "undo": lambda one: one.queues.undo(one.counter, one.by),
    "alarm": lambda one: one.queues.alarm(one.counter, one.by),
    "alarm_off": lambda one: one.queues.alarm_off(one.counter, one.by),
    "accept_alarm": _accept_alarm,
}
