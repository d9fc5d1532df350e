"""Programs that send us cases or news of them, each known by its key, and how often they may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from civicore import Brake, program_of
from civicore_signals.setting import Setting

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

GUESSES = Brake(free=20, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Wrong keys from one network."""

CLIENT = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one program sends in a row."""


def owner(setting: Setting, purpose: str, keys: Mapping[str, str], key: str) -> str | None:
    """The name of the program whose key this is; ``keys`` are names of secrets by program."""
    return program_of(setting.runtime, purpose, keys, key)
