"""What is known of a printer, and what a driver answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Trouble = Literal["paper_out", "paper_low", "cover_open", "offline", "unknown"]
Outcome = Literal["printed", "not_printed", "unknown"]


@dataclass(frozen=True)
class Printer:
    """Where a device prints: ``device`` is ``office.device``. ``driver`` names who speaks its language."""

    device: str
    driver: str
    host: str
    port: int


@dataclass(frozen=True)
class PrinterState:
    """Whether a ticket would come out now. ``prints_here``: not the server prints but the kiosk's own browser.

    ``paper_low`` still prints; every other trouble does not.
    """

    ready: bool
    trouble: Trouble | None = None
    prints_here: bool = False

    @classmethod
    def of(cls, trouble: Trouble | None) -> PrinterState:
        return cls(trouble in (None, "paper_low"), trouble)


@dataclass(frozen=True)
class Printed:
    """What became of one slip.

    ``not_printed``: nothing came out and it may be tried again. ``unknown``: the printer went silent after it
    was sent, so it is never printed again by itself. ``trouble`` is what the printer said last.
    """

    outcome: Outcome
    trouble: Trouble | None = None
