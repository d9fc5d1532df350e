"""Keeps what the directory entrusted to us readable to this city only."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from civicore.base.codes import Keyring

_PURPOSES = ("directory.seal.1", "directory.seal.2")


def seal(keys: Keyring, secrets: Mapping[str, str]) -> str:
    """The secrets encrypted and signed under the city's newest key."""
    from cryptography.fernet import Fernet

    return Fernet(_keys(keys)[0]).encrypt(json.dumps(dict(secrets)).encode()).decode("ascii")


def unseal(keys: Keyring, sealed: str) -> Mapping[str, str]:
    """The secrets again, under any of the city's keys; none when they were meddled with or the key is gone."""
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

    try:
        opened = json.loads(MultiFernet([Fernet(one) for one in _keys(keys)]).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return {}
    return opened if isinstance(opened, dict) else {}


def _keys(keys: Keyring) -> list[bytes]:
    halves = (keys.digests(purpose, "") for purpose in _PURPOSES)
    return [base64.urlsafe_b64encode(bytes.fromhex(one + other)) for one, other in zip(*halves, strict=True)]
