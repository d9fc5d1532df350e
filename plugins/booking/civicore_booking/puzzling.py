"""Whether a booking on the site needs a solved puzzle now, and whether the one that was sent is solved.

Only the site and its API are asked: staff, the telephone, kiosks, text messages and messengers are the way round it
for those who cannot solve one, and so is a pass sent by e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore import Refusal, puzzle
from civicore_booking.booking import BookingRequest
from civicore_booking.journey import stamp
from civicore_booking.setting import Setting

CODES = frozenset({"booking.puzzle", "booking.puzzle_used"})
PASS_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Work:
    """A puzzle to be solved: its text, and how many zero bits the answer needs."""

    text: str
    bits: int


def bits(setting: Setting, agenda: str, office: str | None, now: datetime) -> int:
    """How hard it has to be now; 0 when none is asked."""
    security = setting.runtime.city.security
    asked = setting.plan.policy(agenda, office).puzzle
    if security.bot_check == "off" or asked == "off" or (asked == "under_load" and not setting.runtime.strict):
        return 0
    rules = security.puzzle
    return puzzle.hardness(setting.rush.rate(now), rules.after, rules.bits, rules.hardest, always=asked == "always")


def wanted(setting: Setting, agenda: str, office: str | None, start: datetime | None) -> Work | None:
    """The puzzle for this time, where one is asked now. It is good for no other time, so none can be laid in."""
    now = setting.now
    hard = bits(setting, agenda, office, now) if start else 0
    if start is None or not hard:
        return None
    return Work(puzzle.made(setting.runtime.keys, _subject(agenda, start), hard, now), hard)


def judged(setting: Setting, request: BookingRequest, office: str) -> puzzle.Puzzle | Refusal | None:
    """The puzzle that was solved, None where none is asked, or the refusal with a fresh one (``puzzle``, ``bits``)."""
    if request.channel != "web":
        return None
    now, keys = setting.now, setting.runtime.keys
    setting.rush.note(now)
    if request.proof is not None:
        for subject in (_subject(request.agenda, request.start), _of_pass(request.agenda)):
            if found := puzzle.solved(keys, subject, *request.proof, now):
                return found
    work = wanted(setting, request.agenda, office, request.start)
    return None if work is None else Refusal("booking.puzzle", puzzle=work.text, bits=work.bits)


def new_pass(setting: Setting, agenda: str) -> str:
    """What stands in for one solved puzzle, at any time of this agenda: whoever has it reads the mailbox it went to."""
    return puzzle.made(setting.runtime.keys, _of_pass(agenda), 0, setting.now, PASS_LASTS)


def _subject(agenda: str, start: datetime) -> str:
    return f"{agenda}|{stamp(start)}"


def _of_pass(agenda: str) -> str:
    return f"pass|{agenda}"
