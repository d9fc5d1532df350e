"""Passwords: what is accepted (S36, S37), and how they are kept (S53)."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from civicore.base.refusal import Refusal
from civicore.people.guessable import guessable

T = TypeVar("T")

LEAST, MOST = 8, 128
_AT_ONCE = 2  # each takes 64 MiB for some 50 ms


@dataclass(frozen=True)
class Verdict:
    """``renewed`` is a hash with today's parameters, to be kept instead of the old one."""

    right: bool
    renewed: str | None = None


class Passwords:
    """Hashes with argon2id in threads of its own, so that pages go on meanwhile."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        return await self._away(self._hasher.hash, _normal(password))

    async def verify(self, kept: str | None, password: str) -> Verdict:
        """Compare; without a kept hash it takes as long as with one and is wrong (T3)."""
        if kept is None:
            self._decoy = self._decoy or await self.hash("an account that does not exist")
            await self._away(self._right, self._decoy, password)
            return Verdict(False)
        if not await self._away(self._right, kept, password):
            return Verdict(False)
        old = self._hasher.check_needs_rehash(kept)
        return Verdict(True, await self.hash(password) if old else None)

    def _right(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _away(self, work: Callable[..., T], *arguments: str) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def weakness(password: str, about: Iterable[str] = ()) -> Refusal | None:
    """Why a password is not accepted, None when it is.

    Length is all that is asked (8 to 128 characters, any of them), but what everybody guesses first is
    refused: common words, runs of keys, numbers, repetitions and words about the owner.
    """
    plain = _normal(password)
    if len(plain) < LEAST:
        return Refusal("password.too_short", count=LEAST)
    if len(plain) > MOST:
        return Refusal("password.too_long", count=MOST)
    return Refusal("password.common") if guessable(plain, about) else None


def _normal(password: str) -> str:
    # One keyboard types é as one letter, another as two: both mean the same password.
    return unicodedata.normalize("NFC", password)
