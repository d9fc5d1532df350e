"""Where things are, in a language: addresses that letters name."""

from __future__ import annotations

from urllib.parse import quote

OWN, CONFIRM, MINE, FOLLOW, STOP = "mine", "confirm", "all", "follow", "stop"
STOP_HOOK = "/hooks/signals/stop"


def secret(page: str, token: str, language: str) -> str:
    """The path of a page that a secret opens."""
    return f"/{language}/signals/{page}/{token}"


def public(number: str, language: str) -> str:
    """The path of the public page of a case."""
    return f"/{language}/signals/no/{quote(number, safe='')}"


def stop_hook(token: str) -> str:
    """The path that mail programs post to."""
    return f"{STOP_HOOK}/{token}"
