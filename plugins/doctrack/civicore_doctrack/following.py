"""Which messages are due to somebody who follows a document (pure).

The messages of a document are a list that only grows, in the order in which its stages were reached; it is worked out
from the observations, so neither their order nor repetitions matter. A document counts its messages as they come, and
somebody who follows has had the first ``told`` of them, or they were there before the consent. So whatever news comes
late, twice or not at all, the next one makes good for it, in order, and no message comes twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Message = TypeVar("Message")


def due(messages: Sequence[Message], told: int, count: int) -> tuple[Message, ...]:
    """What this follower has not had yet, in order; ``count`` is how many the document has counted.

    Counted from the end: a word that the file explains later may put messages into the list, or take some away, that
    nobody was ever told, or that everybody was.
    """
    behind = min(max(0, count - told), len(messages))
    return tuple(messages[len(messages) - behind :])
