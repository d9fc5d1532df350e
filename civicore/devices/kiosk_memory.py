"""What a kiosk's browser keeps of the person before it: one signed cookie, nothing on the server. Pure."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from civicore.base.codes import Keyring, same

Comfort = Literal["large", "contrast", "low", "spoken"]
COMFORTS: tuple[Comfort, ...] = get_args(Comfort)
_PURPOSE = "kiosk"
_LARGEST = 3500  # bytes; browsers keep 4096 of a cookie
_AHEAD = timedelta(minutes=1)  # a clock that was set back


@dataclass(frozen=True)
class Visit:
    """One person at a kiosk: how they want to see it, and what the pages of one plugin (``room``) know of them.

    ``seen`` is their last touch, aware and in UTC.
    """

    seen: datetime
    comforts: frozenset[str] = frozenset()
    room: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fresh(self) -> bool:
        """Whether there is nothing to forget."""
        return not self.comforts and not self.facts

    def over(self, now: datetime, idle: timedelta) -> bool:
        """Whether the person has gone."""
        return now - self.seen >= idle or self.seen > now + _AHEAD


def toggled(comforts: frozenset[str], comfort: str) -> frozenset[str]:
    """With this one switched; what is none leaves them as they are."""
    return comforts ^ {comfort} if comfort in COMFORTS else comforts


@dataclass(frozen=True)
class Memory:
    """Writes visits into cookies and reads them."""

    keys: Keyring
    device: str

    def written(self, visit: Visit) -> str | None:
        """The value of the cookie; None when it would be too large for one."""
        packed = self._packed(visit)
        return f"{packed}.{self.keys.digest(_PURPOSE, self._signed(packed))}" if len(packed) <= _LARGEST else None

    def read(self, value: str, now: datetime) -> Visit:
        """The visit in a cookie; a new one when there is none, or it is changed, or another device's."""
        packed, _, mark = value.partition(".")
        if not packed or not any(same(mark, one) for one in self.keys.digests(_PURPOSE, self._signed(packed))):
            return Visit(now)
        try:
            raw = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))))
            seen = datetime.fromisoformat(raw["seen"])
            return Visit(seen, frozenset(raw["comforts"]), raw["room"], raw["facts"])
        except (ValueError, KeyError, TypeError, binascii.Error, zlib.error):
            return Visit(now)  # written by another version of this program

    def _packed(self, visit: Visit) -> str:
        told = {
            "seen": visit.seen.astimezone(UTC).isoformat(),
            "comforts": sorted(visit.comforts),
            "room": visit.room,
            "facts": visit.facts,
        }
        raw = json.dumps(told, default=_plain, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(zlib.compress(raw.encode(), 9)).decode().rstrip("=")

    def _signed(self, packed: str) -> str:
        return f"{self.device}|{packed}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
