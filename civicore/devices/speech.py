"""A voice for boards and kiosks: sentences as sound, made on the server by the system's program espeak-ng.

Browsers of televisions have no voices of their own. A city without the program has screens that do not speak.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

log = logging.getLogger("civicore.speech")

_PROGRAM = "espeak-ng"
_SLOW = ("-s", "140", "-g", "2")  # words a minute, and a short breath between words: a hall has an echo
_PATIENCE = 10.0  # seconds; a sentence takes a few hundredths
_LONGEST = 600  # letters; more is no announcement
_HELD = 24_000_000  # bytes of sound held in memory, about five minutes
_AT_ONCE = 2


class Speech:
    """``program`` is where the voice is; None when there is none."""

    def __init__(self, program: str | None = None) -> None:
        self.program = program or shutil.which(_PROGRAM)
        self._held: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._making: dict[tuple[str, str], asyncio.Task[bytes | None]] = {}
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @property
    def able(self) -> bool:
        """Whether there is a voice at all; a language may still be missing."""
        return self.program is not None

    async def wav(self, text: str, language: str) -> bytes | None:
        """A sentence as a WAV file; None when it cannot be spoken. The same sentence is made once."""
        key = (text, language)
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        if self.program is None or not text.strip() or len(text) > _LONGEST:
            return None
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._made(key))
        return await asyncio.shield(self._making[key])  # whoever else waits for it keeps waiting

    async def speaks(self, language: str) -> bool:
        """Whether there is a voice of this language."""
        return await self.wav("1", language) is not None

    async def _made(self, key: tuple[str, str]) -> bytes | None:
        try:
            text, language = key
            for voice in filter(None, dict.fromkeys([language, language.partition("-")[0]])):
                async with self._turn:
                    sound = await _spoken([str(self.program), *_SLOW, "-v", voice, "--stdin", "--stdout"], text)
                if sound:
                    self._hold(key, sound)
                    return sound
            return None
        finally:
            del self._making[key]

    def _hold(self, key: tuple[str, str], sound: bytes) -> None:
        self._held[key] = sound
        while sum(map(len, self._held.values())) > _HELD:
            self._held.popitem(last=False)


async def _spoken(command: Sequence[str], text: str) -> bytes:
    """What the program says; nothing when it has no such voice or cannot run."""
    try:
        program = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    except OSError as error:
        log.error("the voice cannot be started: %s", type(error).__name__)
        return b""
    try:
        async with asyncio.timeout(_PATIENCE):
            sound, _ = await program.communicate(text.encode())
    except TimeoutError:
        log.error("the voice did not answer within %d s", _PATIENCE)
        return b""
    finally:
        if program.returncode is None:
            with suppress(ProcessLookupError):
                program.kill()
            await program.wait()
    return _whole(sound) if program.returncode == 0 and sound.startswith(b"RIFF") else b""


def _whole(sound: bytes) -> bytes:
    """With its lengths filled in: a program that writes into a pipe does not know them when it begins."""
    data = sound.find(b"data", 12)
    if data < 0:
        return b""
    body = sound[data + 8 :]
    riff = (data + len(body)).to_bytes(4, "little")
    return b"RIFF" + riff + sound[8 : data + 4] + len(body).to_bytes(4, "little") + body
