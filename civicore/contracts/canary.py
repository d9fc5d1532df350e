"""Work that a service does for itself now and then, as a citizen would have it done, to know that it is able to."""

from __future__ import annotations

from typing import Protocol


class Canary(Protocol):
    """A service that can try itself. Nothing of it is seen: no message, no news, no number in a statistic."""

    name: str

    async def sing(self) -> str | None:
        """Do the whole work once; None when it went well, else the code of the refusal or the kind of the error."""
        ...
