"""Which messages are due to somebody who follows a document (pure).

The messages of a document are a list that only grows, in the order in which its stages were reached; it is worked out
from the observations, so neither their order nor repetitions matter. Somebody who follows has had the first ``told`` of
them, or they were there before the consent. So whatever news comes late, twice or not at all, the next one makes good
for it, in order, and no message comes twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Message = TypeVar("Message")


def due(messages: Sequence[Message], told: int) -> tuple[Message, ...]:
    """What this follower has not had yet, in order."""
    return tuple(messages[told:])


def at_consent(messages: Sequence[object]) -> int:
    """How many count as told when somebody agrees: only later stages are news."""
    return len(messages)
