"""What a plugin brings to a simulated city."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from civicore.contracts.simulation import Scene


@dataclass(frozen=True)
class Move:
    """Something that people, machines or faults do in a simulated city; ``act`` is given the scene of one step.

    ``weight``: how often it comes beside all other moves, 0: only when another move asks for it (``Scene.later``).
    ``hours``: by day (7 to 18 at the city's clock), or at any hour.
    """

    id: str
    act: Callable[[Scene], Awaitable[None]]
    weight: int = 10
    hours: Literal["day", "any"] = "day"


@dataclass(frozen=True)
class Invariant:
    """What must hold in a simulated city after every step, or at least every hour or day where looking is dear.

    ``number`` is how reports name it (``I1``), ``sentence`` says in plain words what holds. ``check`` answers with
    what is wrong now, without personal data; nothing when all is well.
    """

    number: str
    sentence: str
    check: Callable[[], Awaitable[Sequence[str]]]
    every: Literal["step", "hour", "day"] = "step"


@dataclass(frozen=True)
class Simulation:
    """What a plugin adds to a simulated city: who does what there, and what must hold whatever they do.

    It is asked for anew for each run, so what its moves remember may live in the object that made them.
    """

    id: str
    moves: Sequence[Move] = ()
    invariants: Sequence[Invariant] = ()
