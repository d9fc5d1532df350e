"""What an update of a messenger means, whichever it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from civicore_bots.dialog import Heard


@dataclass(frozen=True)
class Receipt:
    """What became of a message that the messenger took under this token."""

    token: str
    fate: Literal["delivered", "failed"]


@dataclass(frozen=True)
class Came:
    """One update. ``number`` is the messenger's own and grows with time; ``chat`` is whom it concerns.

    ``query`` is a press to acknowledge, ``pressed`` the message whose button it was. ``photo`` is what a picture is
    fetched by. ``gone``: the person wants no more messages; ``back``: they may be written to again. ``opening``: the
    messenger wants the one welcome as the answer to this very call.
    """

    number: int
    chat: str = ""
    heard: Heard | None = None
    query: str = ""
    pressed: str = ""
    photo: str = ""
    gone: bool = False
    back: bool = False
    opening: bool = False
    receipt: Receipt | None = None

    @property
    def of_use(self) -> bool:
        """Whether anything is to be done about it."""
        return bool(self.heard or self.photo or self.gone or self.back or self.receipt)
