"""Conversations as values: where one stands, what was heard, what is said. Pure.

Whoever owns a way to people (a messenger, text messages) keeps one ``Where`` a chat, hands it to the ``Talker`` with
what was heard, keeps the one that comes back and draws the ``Reply``. Nothing here knows a messenger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from civicore.contracts.dialog import Contact

MOST_DATA = 64  # bytes that a messenger carries back from a button (Telegram, callback_data)
Via = Literal["web", "telegram", "viber", "sms", "kiosk"]
Kind = Literal["start", "text", "press", "place", "photo", "phone"]


@dataclass(frozen=True)
class Where:
    """Where a conversation stands, as plain data that can be kept.

    ``language`` is empty as long as nobody has chosen one. ``answers`` are pairs of question and answer, in order.
    ``talk`` is the id of the conversation under way, ``heard_at`` the instant of the last message (seconds since
    1970), ``lost`` how often in a row nothing was understood. ``over``: it has ended; its answers are kept so that a
    second press on the last button is known. ``shown`` is what the numbers of the last message stand for.
    """

    language: str = ""
    intent: str = ""
    start: str = ""
    talk: UUID | None = None
    answers: tuple[tuple[str, str], ...] = ()
    heard_at: int = 0
    lost: int = 0
    over: bool = False
    shown: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "language": self.language,
            "intent": self.intent,
            "start": self.start,
            "talk": str(self.talk) if self.talk else None,
            "answers": [list(pair) for pair in self.answers],
            "heard_at": self.heard_at,
            "lost": self.lost,
            "over": self.over,
            "shown": list(self.shown),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Where:
        """What ``plain`` gave."""
        talk = plain.get("talk")
        return cls(
            str(plain.get("language", "")),
            str(plain.get("intent", "")),
            str(plain.get("start", "")),
            UUID(talk) if talk else None,
            tuple((str(key), str(answer)) for key, answer in plain.get("answers", ())),
            int(plain.get("heard_at", 0)),
            int(plain.get("lost", 0)),
            bool(plain.get("over", False)),
            tuple(str(one) for one in plain.get("shown", ())),
        )


@dataclass(frozen=True)
class Heard:
    """What came from a person.

    ``start``: a chat was opened, ``value`` is what the link carried (may be empty). ``press``: a button, ``value`` is
    its data. ``place``: ``latitude,longitude``. ``photo``: the token of a kept file. ``language`` is what the messenger
    says of the person's device, where it does. ``phone`` is a number that the messenger vouches for. ``id`` is that of
    the message: heard again, it begins the same conversation and not another one.
    """

    kind: Kind
    value: str = ""
    language: str = ""
    id: str = ""


@dataclass(frozen=True)
class Chat:
    """Who talks by which way, as far as the conversation has come. ``bot`` is its id in the file, empty for SMS."""

    bot: str
    via: Via
    where: Where = field(default_factory=Where)
    who: Contact | None = None


@dataclass(frozen=True)
class Button:
    """A button: ``data`` comes back as a press (at most 64 bytes of ASCII), or ``url`` is opened."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One message: plain text, and rows of buttons under it.

    ``asks`` tells what can be sent beside pressing: a messenger may offer to share a place or a number. ``brief`` is
    the same in fewer words, where each letter is paid.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    asks: Literal["none", "text", "phone", "place", "photo"] = "none"
    brief: str = ""


@dataclass(frozen=True)
class Reply:
    """What is answered, and where the conversation stands now.

    ``quiet``: nothing changed and nothing is to be sent (a second press on one button); the press itself is still to
    be acknowledged, with ``note`` where there is one. ``instead``: the first message may take the place of the one
    whose button was pressed.
    """

    where: Where
    parts: tuple[Said, ...] = ()
    quiet: bool = False
    note: str = ""
    instead: bool = False
