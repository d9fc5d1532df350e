"""Viber's REST Bot API as far as it documents itself: always HTTP 200, the truth is ``status``.

A webhook that must answer 200 at once, HMAC-SHA256 over the raw body, names of senders of 28, texts of 7000, requests
of 30 KB, a bad keyboard that fails later, 100 unanswered messages an hour, and one welcome in the HTTP answer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from email.message import Message
from typing import Any

from tests.tools.messengers.wire import Bot, Counterpart, Json, Person, Refused

TYPES = frozenset(["text", "picture", "video", "file", "location", "contact", "sticker", "url", "rich_media"])
OPTIONAL = ("delivered", "seen", "failed", "conversation_started")
ALWAYS = ("message", "subscribed", "unsubscribed")
HOUR = 3600.0
_ACTIONS = frozenset(("reply", "open-url", "location-picker", "share-phone", "none"))


class Viber(Counterpart):
    """``url`` + ``/pa`` is the base of the API. ``welcomes`` are the texts that came in answers to an opening."""

    def __init__(self) -> None:
        super().__init__()
        self.welcomes: list[Json] = []
        self.wrong_welcomes: list[str] = []

    # What people do.

    def start(self, bot: Bot, person: Person, payload: str = "") -> None:
        """Open the chat by its link; this subscribes to nothing."""
        self.event(
            bot,
            "conversation_started",
            type="open",
            context=payload,
            user=self._person(bot, person),
            subscribed=person.state == "open",
        )

    def say(self, bot: Bot, person: Person, text: str, **content: Any) -> None:
        """Type a message; the first one subscribes, without a word of it."""
        person.state, person.sent = "open", []
        person.screen.append({"by": "person", "text": text})
        message = {"type": "text", "text": text, **content}
        if person.tracking:
            message["tracking_data"] = person.tracking
        self.event(bot, "message", sender=self._person(bot, person), message=message, silent=False)

    def press(self, bot: Bot, person: Person, label: str) -> None:
        """Press a button of the last keyboard, the only one that the app shows; LookupError without it."""
        shown = next((one for one in reversed(person.screen) if one["by"] == "bot" and one.get("keyboard")), None)
        for button in (shown or {}).get("keyboard", {}).get("Buttons", []):
            if re.sub(r"<[^>]+>", "", button.get("Text", "")) == label and button.get("ActionType") == "reply":
                self.say(bot, person, button["ActionBody"])
                return
        raise LookupError(f"no button {label!r} on the screen")

    def block(self, bot: Bot, person: Person) -> None:
        person.state = "blocked"
        self.event(bot, "unsubscribed", user_id=person.id)

    def unblock(self, bot: Bot, person: Person) -> None:
        person.state = "open"
        self.event(bot, "subscribed", user=self._person(bot, person))

    def receipt(self, bot: Bot, person: Person, kind: str, token: int | None = None) -> None:
        """``delivered`` (once a device), ``seen`` or ``failed`` for a message, else for the newest."""
        more = {"desc": "no such device"} if kind == "failed" else {}
        self.event(bot, kind, user_id=person.id, message_token=token or person.newest, **more)

    # What the bot calls.

    def route(self, path: str, query: Json, raw: bytes, headers: Message) -> tuple[int, Json]:
        if not path.startswith("/pa/"):
            return 404, {}
        token, method = headers.get("x-viber-auth-token"), path.removeprefix("/pa/")
        if not token or (self.tokens and token not in self.tokens):
            return 200, {"status": 2, "status_message": "invalidAuthToken"}
        bot, asked = self.bot(token), json.loads(raw or b"{}")
        well, fault = False, None
        try:
            fault = self.judge(bot, method, asked.get("receiver"))
            if len(raw) > 30 * 1024:
                raise Refused(3, "badData: request is larger than 30KB")
            called = getattr(self, f"m_{method}", None)
            if called is None:
                return 404, {}
            said, well = {"status": 0, "status_message": "ok", **called(bot, asked)}, True
        except Refused as refused:
            said = {"status": refused.code, "status_message": refused.description, "chat_hostname": "HERE"}
        bot.calls.append({"method": method, "params": asked, "well": well, "at": time.monotonic()})
        if fault is not None and fault.late:
            raise ConnectionAbortedError
        return 200, said

    def accepted(self, status: int) -> bool:
        return status == 200

    def signed(self, bot: Bot, raw: bytes) -> Mapping[str, str]:
        return {"X-Viber-Content-Signature": hmac.new(bot.token.encode(), raw, hashlib.sha256).hexdigest()}

    def m_set_webhook(self, bot: Bot, asked: Json) -> Json:
        if not asked.get("url"):
            bot.webhook = {}
            return {"event_types": []}
        bot.webhook = {"url": asked["url"], "event_types": asked.get("event_types", list(OPTIONAL))}
        status, _ = self.post(bot, self._said(bot, "webhook"))
        if status != 200:
            bot.webhook = {}
            raise Refused(1, f"Result: {status} from the webhook, 200 is needed")
        return {"event_types": [*ALWAYS, *bot.webhook["event_types"]], "chat_hostname": "HERE"}

    def m_get_account_info(self, bot: Bot, asked: Json) -> Json:
        return {
            "id": "pa:1",
            "name": "City",
            "uri": bot.name,
            "webhook": bot.webhook.get("url", ""),
            "event_types": bot.webhook.get("event_types", []),
            "subscribers_count": sum(one.state == "open" for one in bot.people.values()),
        }

    def m_send_message(self, bot: Bot, asked: Json) -> Json:
        if not bot.webhook:
            raise Refused(10, "webhookNotSet")
        check(asked)
        person = bot.people.get(str(asked.get("receiver")))
        if person is None:
            raise Refused(5, "receiverNotRegistered")
        if person.state != "open":
            raise Refused(6, "receiverNotSubscribed")
        now = time.monotonic()
        if self.over(person.sent, bot.limits.get("unanswered", 100), now, HOUR):
            raise Refused(12, "tooManyRequests")
        person.sent.append(now)
        token = _token(bot)
        self._shown(bot, person, asked, token)
        return {"message_token": token, "chat_hostname": "HERE", "billing_status": 1}

    def taken(self, bot: Bot, update: Json, answer: str) -> None:
        if update["event"] != "conversation_started" or not answer.strip():
            return
        try:
            said = json.loads(answer)
            if not isinstance(said, dict) or not {"type", "keyboard"} & said.keys():
                return
            check(said)
        except (ValueError, Refused) as error:
            self.wrong_welcomes.append(str(error))
            return
        self.welcomes.append(said)
        self._shown(bot, bot.people[update["user"]["id"]], said, _token(bot))

    def event(self, bot: Bot, kind: str, **content: Any) -> None:
        if kind in ALWAYS or kind in bot.webhook.get("event_types", []):
            self.emit(bot, {**self._said(bot, kind), **content})

    def _said(self, bot: Bot, kind: str) -> Json:
        return {
            "event": kind,
            "timestamp": int(time.time() * 1000),
            "chat_hostname": "HERE",
            "message_token": _token(bot),
        }

    def _shown(self, bot: Bot, person: Person, asked: Json, token: int) -> None:
        if problem := keyboard_problem(asked):  # the telephone finds it, so it is told later
            self.event(bot, "failed", user_id=person.id, message_token=token, desc=problem)
            return
        person.screen.append({"by": "bot", "text": asked.get("text"), "keyboard": asked.get("keyboard")})
        person.tracking, person.newest = asked.get("tracking_data", ""), token
        for _ in range(person.devices):  # each of a person's devices tells for itself
            self.event(bot, "delivered", user_id=person.id, message_token=token)

    def _person(self, bot: Bot, person: Person) -> Json:
        return {"id": person.id, "name": "subscriber", "language": person.language, "country": "UA", "api_version": 10}


def check(asked: Json) -> None:
    """What the service itself refuses of a message."""
    if "type" not in asked and "keyboard" not in asked:
        raise Refused(4, "missingData: type")
    if asked.get("type", "text") not in TYPES:
        raise Refused(3, "badData: type")
    name = (asked.get("sender") or {}).get("name")
    if not name:
        raise Refused(4, "missingData: sender.name")
    if len(name) > 28:
        raise Refused(3, "badData: sender.name is longer than 28")
    if asked.get("type") == "text" and not asked.get("text"):
        raise Refused(4, "missingData: text")
    if len(asked.get("text") or "") > 7000:
        raise Refused(3, "badData: text is longer than 7000")
    if len(asked.get("tracking_data") or "") > 4000:
        raise Refused(3, "badData: tracking_data is longer than 4000")


def keyboard_problem(asked: Json) -> str | None:
    """What a telephone cannot show."""
    keyboard = asked.get("keyboard")
    if not keyboard:
        return None
    if not keyboard.get("Buttons"):
        return "Buttons is empty"
    for button in keyboard["Buttons"]:
        if not 1 <= int(button.get("Columns", 6)) <= 6 or not 1 <= int(button.get("Rows", 1)) <= 2:
            return "Columns or Rows out of range"
        if button.get("ActionType", "reply") not in _ACTIONS:
            return "ActionType"
        if not button.get("ActionBody") and button.get("ActionType") != "none":
            return "ActionBody is missing"
        if len(button.get("Text", "")) > 250:
            return "Text is longer than 250"
    return None


def _token(bot: Bot) -> int:
    return 5_000_000_000_000_000_000 + next(bot.ids)
