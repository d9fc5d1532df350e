"""What arrives at people in a simulated city, in which order, and how often the far side was asked for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from civicore.demo.tables import Caught
from civicore.extension.channels import CannotSend, ChannelMessage
from civicore.extension.simulations import Invariant
from civicore.runtime import Runtime
from civicore.simulation.weather import Weather
from civicore.storage.tables import MessageRow

_PATIENCE = timedelta(days=2)  # an hour of silence and a day without worker, with the pauses between tries
_STORM = 30  # tries for one message; the pauses between them make some twenty of the longest silence


@dataclass
class Postbag:
    """``brought`` are the messages of each person and channel as they came, by id; ``refused`` the tries in vain."""

    runtime: Runtime
    weather: Weather
    brought: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)

    def handed_over(self, channel: str, message: ChannelMessage) -> None:
        """Stands in the way of a message, or lets it through. One whose sender cannot know is brought again."""
        try:
            self.weather.far_side(self.runtime.clock.now(), channel, message)
        except CannotSend:
            self.refused[message.id] += 1
            raise
        brought = self.brought[channel, message.to]
        if message.id not in brought:
            brought.append(message.id)

    def invariants(self) -> tuple[Invariant, ...]:
        sentence = "what is due is sent to the one it was written to, in order, and nobody is stormed with it"
        return (Invariant("I9", sentence, self.letters, "hour"),)

    async def letters(self) -> Sequence[str]:
        """I9, F09, F12: nothing due lies around, what arrived was written, and what was written first came first."""
        now = self.runtime.clock.now()
        async with self.runtime.store.reading():
            late = await MessageRow.select(MessageRow.notice, MessageRow.state).where(
                MessageRow.state.is_in(["queued", "sending"]), MessageRow.due_at < now - _PATIENCE
            )
            caught = await Caught.select(Caught.id)
            rows = await MessageRow.select(MessageRow.id, MessageRow.position, MessageRow.due_at, MessageRow.rank)
        written = {str(row["id"]): row for row in rows}
        stray = sum(str(row["id"]) not in written for row in caught)
        found = [f"{row['notice']} is {row['state']} two days after it was due" for row in late]
        found += [f"{stray} messages arrived that nobody wrote"] if stray else []
        found += [f"one message was tried {times} times" for times in self.refused.values() if times > _STORM]
        return [*found, *self._out_of_order(written)]

    def _out_of_order(self, written: dict[str, Any]) -> Iterator[str]:
        """What was written first and due no later must not come second; a spare comes when another way has failed."""
        for (channel, _), ids in self.brought.items():
            known = [written[one] for one in ids if one in written and not written[one]["rank"]]
            if any(a["position"] > b["position"] and a["due_at"] >= b["due_at"] for a, b in pairwise(known)):
                yield f"two messages by {channel} came to one person in the wrong order"
