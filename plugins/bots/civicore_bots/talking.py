"""The leader of conversations: from what was heard to what is said, over the intents of all plugins."""

from __future__ import annotations

from civicore import Runtime
from civicore_bots.dialog import Chat, Heard, Reply


class Talker:
    """Leads every conversation of a city. It keeps nothing itself: ``Where`` goes in and comes out."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def hear(self, chat: Chat, heard: Heard) -> Reply:
        """Act on what was heard. Called outside any unit of work.

        The same message heard twice with the same ``Where`` does what must happen once (``Talk.id``) and is answered
        alike.
        """
        raise NotImplementedError
