"""What every messenger can do for us."""

from __future__ import annotations

from typing import Any, Protocol

from civicore import CannotSend
from civicore_bots.spoken import Say


class Unpaid(CannotSend):
    """The messenger wants to be paid before it takes more."""

    def __init__(self) -> None:
        super().__init__("the messenger's balance is used up", permanent=True)


class Transport(Protocol):
    """One bot's way to its messenger. Every method raises CannotSend, whose words never hold the bot's token."""

    most: int  # how long one text may be, as ``length`` measures it

    def length(self, text: str) -> int:
        """How long the messenger finds a text."""
        ...

    async def say(self, chat: str, say: Say) -> str:
        """Send or change a message; returns what the messenger calls it."""
        ...

    def welcome(self, say: Say) -> dict[str, Any] | None:
        """A message as the answer to the messenger's own call; None where it takes none."""
        ...

    async def strip(self, chat: str, message: str) -> None:
        """Take the buttons off a message, if they are still there."""
        ...

    async def acknowledge(self, query: str, note: str) -> None:
        """A press arrived; one that is too old is none of our business any more."""
        ...

    async def register(self, url: str, secret: str) -> None:
        """Have the messenger call this address."""
        ...

    async def name(self) -> str:
        """Under which name the bot can be found, as the messenger says; this is how one learns that it works."""
        ...

    async def picture(self, photo: str) -> bytes:
        """The bytes of a picture that a person sent."""
        ...

    async def close(self) -> None: ...
