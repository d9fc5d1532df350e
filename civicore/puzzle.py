"""A small sum that a browser does before something scarce is given out. Nobody else is asked and nothing is shown.

Whoever wants one thing does not notice it; whoever wants thousands pays for thousands. A puzzle is a signed text
with its hardness in it, so no puzzle is stored: only that one was used, by whoever gives the scarce thing out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from civicore.base.codes import Keyring, new_id, same

PURPOSE = "puzzle"
LASTS = timedelta(minutes=30)
_LONGEST = 40  # digits of a solution, so that nobody has us hash a book


@dataclass(frozen=True)
class Puzzle:
    """What a browser is asked: a number that gives ``bits`` zero bits in front; good until ``ends``."""

    id: UUID
    bits: int
    ends: datetime


def made(keys: Keyring, subject: str, bits: int, now: datetime, lasts: timedelta = LASTS) -> str:
    """The text of a new puzzle for one subject; one of no bits is solved by itself and is a pass."""
    body = f"{bits}.{int((now + lasts).timestamp())}.{new_id().hex}"
    return f"{body}.{keys.digest(PURPOSE, f'{subject}|{body}')}"


def solved(keys: Keyring, subject: str, text: str, solution: str, now: datetime) -> Puzzle | None:
    """The puzzle if the text is ours, for this subject, in time, and the number solves it; else None."""
    body, _, mac = text.rpartition(".")
    if not any(same(mac, one) for one in keys.digests(PURPOSE, f"{subject}|{body}")):
        return None
    bits, ends, id_ = body.split(".")
    puzzle = Puzzle(UUID(id_), int(bits), datetime.fromtimestamp(int(ends), UTC))
    if now >= puzzle.ends or len(solution) > _LONGEST:
        return None
    return puzzle if zeros(text, solution) >= puzzle.bits else None


def zeros(text: str, solution: str) -> int:
    """How many zero bits stand in front of the SHA-256 of ``text:solution``."""
    digest = hashlib.sha256(f"{text}:{solution}".encode()).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()


def hardness(rate: int, after: int, bits: int, hardest: int, *, always: bool = False) -> int:
    """Bits of the puzzles to be asked now; 0 asks for none. Each doubling of the rate is one bit more."""
    if rate < after:
        return bits if always else 0
    return min(hardest, bits + (rate // after).bit_length() - 1)


class Rush:
    """How often something was asked for in the last minute, in this process."""

    def __init__(self) -> None:
        self._minute, self._here, self._before = 0, 0, 0

    def note(self, now: datetime) -> None:
        """It was asked for once more."""
        self._turn(now)
        self._here += 1

    def rate(self, now: datetime) -> int:
        """In a minute: what this one has, and of the last one the share that still lies within sixty seconds."""
        self._turn(now)
        return self._here + self._before * (60 - now.second) // 60

    def _turn(self, now: datetime) -> None:
        minute = int(now.timestamp()) // 60
        if minute != self._minute:
            self._before = self._here if minute == self._minute + 1 else 0
            self._minute, self._here = minute, 0
