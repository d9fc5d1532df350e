"""A refusal is a value with a name; each channel says it in the citizen's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, init=False)
class Refusal:
    """Why something was not done.

    ``code`` is ``<plugin>.<reason>`` and stable: API clients and catalogues rely on it. ``facts`` fill
    the sentence (``nearest``, ``opens``, ``limit``); instants among them are aware datetimes.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __init__(self, code: str, /, **facts: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "facts", MappingProxyType(facts))
