"""A slip of paper: what stands on it, whatever prints it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

Size = Literal["small", "normal", "large", "huge"]
Align = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class SlipLine:
    """One paragraph; what is too long for a line goes on in the next one, a huge one is drawn smaller instead."""

    text: str
    size: Size = "normal"
    bold: bool = False
    align: Align = "centre"


@dataclass(frozen=True)
class Slip:
    """What is printed on one ticket: lines from the top, then a QR code of ``qr`` (an address). Never a name."""

    lines: tuple[SlipLine, ...]
    qr: str | None = None
    language: str = ""

    def packed(self) -> str:
        """As the spool keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def unpacked(cls, written: str) -> Slip:
        """The slip again."""
        read = json.loads(written)
        return cls(tuple(SlipLine(**one) for one in read["lines"]), read["qr"], read["language"])
