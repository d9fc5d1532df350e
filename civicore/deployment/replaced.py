"""What a model says of a key that has a successor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deprecated:
    """``replaced_by`` is the new key in the same block; ``since`` and ``ends`` are releases of CivicCore.

    At least two minor releases and twelve months lie between them (language 5.5).
    """

    replaced_by: str
    since: str
    ends: str
