"""K21, K22: an hour without the outside, and news that come twice or in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from civicore.base.codes import new_id
from civicore.extension.channels import ChannelMessage
from civicore.storage.tables import MessageRow
from civicore.testing.canary import Canary
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.staying import counts
from civicore.testing.conformance.subject import Subject
from civicore.testing.network import no_network
from civicore.testing.town import Town


def outlives_an_outage(subject: Subject) -> Iterator[Complaint]:
    """K21: with nobody outside to speak to, nothing counts as sent; an hour later everything goes out in order."""
    with subject.towns.other(subject.listed) as town:
        with no_network():
            for channel in town.parts("register_channels", subject.name):
                yield from _taken(town, channel.id, channel.send)
            for job in town.parts("register_jobs", subject.name):
                town.aside.do(_tried(job.run))
        before = {one.id for one in town.outbox.all}
        with town.faults.smtp_down():
            subject.story(town, subject.canary)
            town.clock.advance("1h")
            early = [one for one in town.outbox.all if one.id not in before and one.channel == "email"]
        if early:
            yield Complaint("while the mail server is away it sends past the outbox", "unit.send(…)")
        written = town.aside.do(_written(town, subject.canary.email))
        town.clock.advance("2h")
        sent = [str(one.id) for one in town.outbox.to(subject.canary.email)]
        if [one for one in sent if one in written] != [one for one in written if one in sent]:
            yield Complaint("after an outage of an hour letters come in another order than they were written")


def _taken(town: Town, name: str, send: Callable[[ChannelMessage], Awaitable[None]]) -> Iterator[Complaint]:
    message = ChannelMessage(str(new_id()), "+420601990007", "", "Test", None, "en")

    async def tried() -> bool:
        try:
            await send(message)
        except Exception:
            return False
        return True

    if town.aside.do(tried()):
        remedy = "raise CannotSend, so that the message waits in the outbox"
        yield Complaint(f"channel {name} says sent while nobody can be reached", remedy)


async def _tried(run: Callable[[], Awaitable[Any]]) -> None:
    try:
        await run()
    except Exception:
        return  # a job may fail; it comes again


async def _written(town: Town, to: str) -> list[str]:
    async with town.runtime.store.reading():
        rows = await MessageRow.select(MessageRow.id).where(MessageRow.recipient == to).order_by(MessageRow.position)
    return [str(row["id"]) for row in rows]


def bears_repeats(subject: Subject) -> Iterator[Complaint]:
    """K22: news that come twice, or the last first, leave the same records and letters behind."""
    if not subject.parts("register_subscriptions"):
        return
    with subject.towns.other(subject.listed) as town:
        once = _left(subject, town, Canary(101))
        with town.faults.duplicate():
            twice = _left(subject, town, Canary(102))
        with town.faults.reorder() as kept:
            turned = _left(subject, town, Canary(103), lambda: _handed_over(town, kept))
    for name in sorted(once):
        if once[name] != twice[name]:
            yield Complaint(
                f"news that come twice leave {twice[name]} rows of {name}, once {once[name]}", "be idempotent"
            )
        if once[name] != turned[name]:
            yield Complaint(f"news in another order leave {turned[name]} rows of {name}, else {once[name]}")


def _handed_over(town: Town, kept: list[Callable[[], Awaitable[Any]]]) -> None:
    """The last news first, until there are no more."""
    while kept:
        waiting, kept[:] = list(reversed(kept)), []
        for handed in waiting:
            town.aside.do(_tried(handed))


def _left(subject: Subject, town: Town, person: Canary, then: Callable[[], None] = lambda: None) -> Counter[str]:
    before = _state(subject, town)
    subject.story(town, person)
    town.settle()
    then()
    after = _state(subject, town)
    after.subtract(before)
    return after


def _state(subject: Subject, town: Town) -> Counter[str]:
    return Counter(counts(town, [*subject.tables, MessageRow]))
