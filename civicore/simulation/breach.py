"""How a run ends early."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Breach:
    """What did not hold, after which step. ``number`` is that of the invariant, ``what`` names no person."""

    number: str
    what: str
    step: str = ""


class Broken(Exception):
    """An invariant does not hold."""

    def __init__(self, number: str, what: str) -> None:
        super().__init__(f"{number}: {what}")
        self.breach = Breach(number, what)


class PowerCut(BaseException):
    """The process died just now. Nobody inside the city may catch it, as nobody can catch a real one."""
