"""What a change of the city's file means for what exists: asked of every plugin that keeps records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from civicore.base.refusal import Refusal

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.storage.unit_of_work import UnitOfWork

Kind: TypeAlias = Literal["cosmetic", "future", "touching", "destructive", "weaker"]
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One difference between two files, after presets and renames.

    ``path`` is where it is in the new file. ``old`` and ``new`` are what is written, masked where it is a secret;
    None: nothing is. The place is in the new file, or in the old one where something is gone.
    ``renamed``: the old path of what is only called differently now.
    """

    path: Path
    kind: Kind
    old: str | None
    new: str | None
    file: str
    line: int
    column: int
    renamed: str | None = None

    @property
    def name(self) -> str:
        """``offices.town_hall.hours.fri``: how decisions name it."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).removeprefix(".")

    @property
    def removed(self) -> bool:
        return self.new is None

    def within(self, *pattern: str) -> bool:
        """Whether it is at or below a path; ``*`` stands for any one part."""
        return len(self.path) >= len(pattern) and all(
            want in ("*", got) for want, got in zip(pattern, self.path, strict=False)
        )


@dataclass(frozen=True)
class Hit:
    """One record that a change touches: a booking, a ticket, a signal, a document.

    ``change`` is the name of the change. ``label`` says to staff what it is, without personal data. ``state`` changes
    when the record does. ``allowed`` are the decisions there are, the ``default`` among them; none: it is only told.
    """

    kind: str
    id: str
    change: str
    label: str
    state: str
    when: datetime | None = None
    allowed: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True)
class Tally:
    """How many records a change concerns at once, where they are not decided about one by one.

    ``sentence`` says what becomes of them, a plain English sentence (``Msgid``) with ``{count}`` and, where it names
    what they are, ``{thing}``. ``allowed`` are the decisions; none: it is only told. ``blocks``: the change cannot
    be made at all while there are such records.
    """

    change: str
    count: int
    sentence: str
    allowed: tuple[str, ...] = ()
    blocks: bool = False
    thing: str = ""

    @property
    def words(self) -> str:
        return self.sentence.format(count=self.count, thing=self.thing)


@dataclass(frozen=True)
class Found:
    """What a plugin found in its records."""

    hits: Sequence[Hit] = ()
    tallies: Sequence[Tally] = ()


@dataclass(frozen=True)
class Renames:
    """Ids that are called differently now, as the file's ``renames`` say: old path to new path."""

    paths: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.paths)

    def new(self, *path: str) -> str:
        """The new id of what once stood at a path: ``new("offices", "hall", "counters", "k1")``.

        Whoever it belongs to may have been renamed too; the id itself when nobody renamed it.
        """
        for asked in dict.fromkeys((".".join(path), ".".join(self.path(*path[:-1]) + path[-1:]))):
            if asked in self.paths:
                return self.paths[asked].rpartition(".")[2]
        return path[-1]

    def path(self, *path: str) -> tuple[str, ...]:
        """A path with every part under its new name."""
        return tuple(self.new(*path[: index + 1]) for index in range(len(path)))

    def of(self, *parent: str) -> Iterator[tuple[str, str]]:
        """Old and new ids below a path: ``of("agendas")``; ``*`` stands for any one part."""
        for old, new in self.paths.items():
            *above, last = old.split(".")
            if len(above) == len(parent) and all(want in ("*", got) for want, got in zip(parent, above, strict=True)):
                yield last, new.rpartition(".")[2]


class FileChange(Protocol):
    """Registered as a service, ``Service(FileChange, ...)``, by plugins whose records name things of the file."""

    async def look(self, before: City, after: City, changes: Sequence[Change]) -> Found:
        """The records that these changes touch. Reads only, and asks in whole days and kinds, never record by record.

        Records may still bear old names: ``after.renames`` says the new ones. A record that was decided about is
        no hit any more. Called inside a reading.
        """
        ...

    async def carry_out(self, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
        """Do to a record what was decided, in one transaction, while the city runs under the new file.

        Doing the same again changes and sends nothing. A refusal says why it cannot be done.
        """
        ...

    async def rename(self, renames: Renames, unit: UnitOfWork) -> int:
        """Give records the new names; returns how many had old ones. Called whenever the city starts."""
        ...
