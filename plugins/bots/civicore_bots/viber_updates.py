"""Callbacks of Viber. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

from civicore_bots.came import Came, Receipt
from civicore_bots.dialog import Heard

EVENTS = ("delivered", "failed", "conversation_started")
"""What we ask Viber to tell, beside what it always tells."""

PRESS = "::"
"""Stands before what a button says, so that it is told from what a person types."""


def genuine(token: str, raw: bytes, signature: str) -> bool:
    """Whether the bytes were signed with the bot's token: hex HMAC-SHA256, compared in constant time."""
    wanted = hmac.new(token.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.strip().lower().encode())


def read(raw: Mapping[str, Any]) -> Came | None:
    """What a callback says; None when it is none of ours."""
    try:
        number = int(raw["message_token"])
        match raw.get("event"):
            case "message":
                return _message(number, str(raw["sender"]["id"]), raw)
            case "conversation_started":
                return _opening(number, raw)
            case "subscribed":
                return Came(number, str(raw["user"]["id"]), back=True)
            case "unsubscribed":
                return Came(number, str(raw["user_id"]), gone=True)
            case "delivered" | "failed" as fate:
                return _receipt(number, fate)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return None


def _message(number: int, chat: str, raw: Mapping[str, Any]) -> Came:
    said, language = raw["message"], str(raw["sender"].get("language") or "")
    match said.get("type"):
        case "location":
            place = f"{float(said['location']['lat'])},{float(said['location']['lon'])}"
            return Came(number, chat, Heard("place", place, language), back=True)
        case "contact":
            # Whose number it is, Viber does not say: it is what a person typed.
            return Came(number, chat, Heard("text", str(said["contact"]["phone_number"]), language), back=True)
        case "picture":
            return Came(number, chat, Heard("photo", language=language), photo=str(said["media"]), back=True)
    text = str(said.get("text") or "")
    if text.startswith(PRESS):
        return Came(number, chat, Heard("press", text.removeprefix(PRESS), language), back=True)
    return Came(number, chat, Heard("text", text, language), back=True)


def _opening(number: int, raw: Mapping[str, Any]) -> Came:
    heard = Heard("start", str(raw.get("context") or ""), str(raw["user"].get("language") or ""))
    return Came(number, str(raw["user"]["id"]), heard, opening=True)


def _receipt(number: int, fate: Literal["delivered", "failed"]) -> Came:
    """Receipts bear the number of the message they are about, one for each device: all of a kind are one update."""
    own = int.from_bytes(hashlib.sha256(f"{fate}:{number}".encode()).digest()[:8], "big") >> 1
    return Came(own, f"receipt:{number}", receipt=Receipt(str(number), fate))
