"""Waiting for what cannot be broken off."""

from __future__ import annotations

import asyncio
from typing import Any


class Uncancelled(asyncio.Future[None]):
    """Whoever waits for it waits to its end, even when cancelled meanwhile; the cancellation is raised afterwards."""

    def cancel(self, msg: Any | None = None) -> bool:
        return False
