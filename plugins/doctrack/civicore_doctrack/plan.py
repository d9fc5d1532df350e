"""What the file says of documents and stages, worked out once; values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from civicore import Duration, Text


@dataclass(frozen=True)
class Stage:
    """A stage. ``back_to`` are stages that may follow it though they come earlier; ``aside``: no step of the way."""

    id: str
    name: Text
    message: Text
    explained: Text | None = None
    final: bool = False
    ready: bool = False
    aside: bool = False
    back_to: tuple[str, ...] = ()
    takes: Duration | None = None
    notify: bool = True


@dataclass(frozen=True)
class Version:
    """A list of stages for documents begun on ``starts`` or later; None: since ever."""

    starts: date | None
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of document; ``versions`` in the order of time, the first one since ever."""

    id: str
    name: Text
    versions: tuple[Version, ...]
    note: Text | None = None

    def version(self, began: date) -> Version:
        """The list that a document begun on this day keeps for good."""
        return [one for one in self.versions if one.starts is None or one.starts <= began][-1]


@dataclass(frozen=True)
class Plan:
    """The whole section. ``words`` and ``types`` are words of other systems, folded, with the ids that they mean.

    ``asks`` is what the holder gives beside the number, as ``identify_by`` names it.
    """

    kinds: Mapping[str, Kind]
    stages: Mapping[str, Stage]
    words: Mapping[str, str]
    types: Mapping[str, str]
    zone: ZoneInfo
    asks: str = "last_name"

    def stage(self, said: str) -> Stage | None:
        """The stage that a word means; None when nobody knows."""
        id = self.words.get(folded(said))
        return None if id is None else self.stages[id]

    def type(self, said: str) -> str | None:
        """The kind of document that a word means."""
        return self.types.get(folded(said))


def folded(said: str) -> str:
    """A word of another system as it is compared: without case, blanks as one."""
    return " ".join(said.split()).casefold()
