"""Telegram's Bot API as far as it documents itself (7.x): what it refuses, how it calls, what people see.

Texts of 1 to 4096 UTF-16 units after the entities are parsed, callback data of 1 to 64 bytes, HTML that is closed,
"message is not modified", 403 for whoever blocked the bot or never met it, 429 with ``retry_after``, no getUpdates
beside a webhook, the secret header.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Mapping
from email.message import Message
from html.parser import HTMLParser

from tests.tools.messengers.wire import Bot, Counterpart, Json, Person, Refused, body

TAGS = frozenset(("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "a", "code", "pre", "blockquote"))
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_CLOSED = {
    "new": "Forbidden: bot can't initiate conversation with a user",
    "blocked": "Forbidden: bot was blocked by the user",
    "gone": "Forbidden: user is deactivated",
}


def units(text: str) -> int:
    """How long Telegram finds a text: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class Telegram(Counterpart):
    """``url`` is the base of the Bot API; a bot's calls go to ``<url>/bot<token>/<method>``."""

    # What people do.

    def say(self, bot: Bot, person: Person, text: str) -> None:
        """Type a message."""
        self._from_person(bot, person, text=text)

    def start(self, bot: Bot, person: Person, payload: str = "") -> None:
        """Open the bot by its link and press "Start"."""
        assert re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload), "a deep link cannot carry this"
        self._from_person(bot, person, text=f"/start {payload}".strip())

    def send_photo(self, bot: Bot, person: Person, sizes: list[Json]) -> None:
        """Send a picture, which is told of in several sizes."""
        self._from_person(bot, person, photo=sizes)

    def press(self, bot: Bot, person: Person, label: str) -> None:
        """Press a button that can be seen; LookupError when there is none."""
        message, data = _button(person, label)
        query = str(10**15 + next(bot.ids))
        bot.open_queries.add(query)
        shown = {name: value for name, value in message.items() if name != "by"}
        self._update(
            bot,
            "callback_query",
            {"id": query, "from": self._person(person), "chat_instance": "1", "data": data, "message": shown},
        )

    def block(self, bot: Bot, person: Person) -> None:
        person.state = "blocked"
        self._member(bot, person, "member", "kicked")

    def unblock(self, bot: Bot, person: Person) -> None:
        person.state = "open"
        self._member(bot, person, "kicked", "member")

    # What the bot calls.

    def route(self, path: str, query: Json, raw: bytes, headers: Message) -> tuple[int, Json]:
        match = re.fullmatch(r"/bot(\d+:[\w-]+)/(\w+)", path)
        if match is None:
            return 404, _no(404, "Not Found")
        token, method = match[1], match[2].lower()
        if self.tokens and token not in self.tokens:
            return 401, _no(401, "Unauthorized")
        bot, asked = self.bot(token), body(raw, headers, query)
        try:
            fault = self.judge(bot, match[2], asked.get("chat_id"))
            called = getattr(self, f"m_{method}", None)
            if called is None:
                raise Refused(404, "Not Found")
            with bot.lock:
                status, said = 200, {"ok": True, "result": called(bot, asked)}
        except Refused as refused:
            fault = None
            status, said = refused.code, _no(refused.code, refused.description, refused.parameters)
        bot.calls.append({"method": match[2], "params": asked, "well": status == 200, "at": time.monotonic()})
        if fault is not None and fault.late:
            raise ConnectionAbortedError
        return status, said

    def signed(self, bot: Bot, raw: bytes) -> Mapping[str, str]:
        secret = bot.webhook.get("secret_token")
        return {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}

    def m_getme(self, bot: Bot, asked: Json) -> Json:
        return {
            "id": int(bot.token.split(":")[0]),
            "is_bot": True,
            "first_name": "City",
            "username": bot.name,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def m_setwebhook(self, bot: Bot, asked: Json) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", asked.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if asked.get("url") and not re.match(r"https?://", asked["url"]):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        bot.webhook = {name: asked[name] for name in ("url", "secret_token", "allowed_updates") if asked.get(name)}
        return True

    def m_deletewebhook(self, bot: Bot, asked: Json) -> bool:
        bot.webhook = {}
        return True

    def m_getupdates(self, bot: Bot, asked: Json) -> list[Json]:
        if bot.webhook.get("url"):
            raise Refused(409, _WEBHOOK)
        offset = int(asked.get("offset") or 0)
        bot.updates[:] = [one for one in bot.updates if one["update_id"] >= offset]
        return bot.updates[: int(asked.get("limit") or 100)]

    def m_sendmessage(self, bot: Bot, asked: Json) -> Json:
        text, person = self._checked(asked), self._target(bot, asked)
        now = time.monotonic()
        if self.over(person.sent, bot.limits.get("chat"), now) or self.over(bot.sent, bot.limits.get("all"), now):
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        person.sent.append(now)
        bot.sent.append(now)
        message = {**self._message(bot, person), "from": self.m_getme(bot, {}), "text": text}
        if asked.get("reply_markup"):
            message["reply_markup"] = asked["reply_markup"]
        person.screen.append({**message, "by": "bot"})
        return message

    def m_editmessagereplymarkup(self, bot: Bot, asked: Json) -> Json:
        message = self._own(bot, asked)
        if (message.get("reply_markup") or {}) == (asked.get("reply_markup") or {}):
            raise Refused(400, NOT_MODIFIED)
        _check_buttons(asked)
        return self._edited(message, reply_markup=asked.get("reply_markup"))

    def m_editmessagetext(self, bot: Bot, asked: Json) -> Json:
        text, message = self._checked(asked), self._own(bot, asked)
        if (message["text"], message.get("reply_markup") or {}) == (text, asked.get("reply_markup") or {}):
            raise Refused(400, NOT_MODIFIED)
        return self._edited(message, text=text, reply_markup=asked.get("reply_markup"))

    def _own(self, bot: Bot, asked: Json) -> Json:
        """The message of the bot that is to be changed."""
        screen = self._target(bot, asked).screen
        found = next((one for one in screen if str(one["message_id"]) == str(asked.get("message_id"))), None)
        if found is None or found["by"] != "bot":
            raise Refused(400, "Bad Request: message to edit not found")
        return found

    def _edited(self, message: Json, **changes: object) -> Json:
        message.update(changes, edit_date=int(time.time()))
        return {name: value for name, value in message.items() if name != "by" and value is not None}

    def m_answercallbackquery(self, bot: Bot, asked: Json) -> bool:
        if units(asked.get("text") or "") > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        if asked.get("callback_query_id") not in bot.open_queries:
            raise Refused(400, _TOO_OLD)
        bot.open_queries.discard(asked["callback_query_id"])
        return True

    def _checked(self, asked: Json) -> str:
        text = plain(asked.get("text") or "", asked.get("parse_mode"))
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        _check_buttons(asked)
        return text

    def _target(self, bot: Bot, asked: Json) -> Person:
        person = bot.people.get(str(asked.get("chat_id")))
        if person is None:
            raise Refused(400, "Bad Request: chat not found")
        if person.state in _CLOSED:
            raise Refused(403, _CLOSED[person.state])
        return person

    def _message(self, bot: Bot, person: Person) -> Json:
        chat = {"id": int(person.id), "type": "private", "first_name": person.name}
        return {"message_id": next(bot.ids), "date": int(time.time()), "chat": chat}

    def _person(self, person: Person) -> Json:
        return {"id": int(person.id), "is_bot": False, "first_name": person.name, "language_code": person.language}

    def _from_person(self, bot: Bot, person: Person, **content: object) -> None:
        if person.state == "new":
            person.state = "open"
        message = {**self._message(bot, person), "from": self._person(person), **content}
        text = str(content.get("text", ""))
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": units(text.split()[0])}]
        person.screen.append({**message, "by": "person"})
        self._update(bot, "message", message)

    def _member(self, bot: Bot, person: Person, old: str, new: str) -> None:
        chat = self._message(bot, person)["chat"]
        self._update(
            bot,
            "my_chat_member",
            {
                "chat": chat,
                "from": self._person(person),
                "date": int(time.time()),
                "old_chat_member": self._status(bot, old),
                "new_chat_member": self._status(bot, new),
            },
        )

    def _status(self, bot: Bot, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self.m_getme(bot, {}), **until}

    def _update(self, bot: Bot, kind: str, value: Json) -> None:
        allowed = bot.webhook.get("allowed_updates")
        if not allowed or kind in allowed:
            self.emit(bot, {"update_id": next(bot.ids), kind: value})


def plain(text: str, mode: str | None) -> str:
    """What remains of a text when its entities are parsed."""
    if (mode or "").upper() != "HTML":
        return text
    if re.search(r"<(?![a-zA-Z/])", text):
        raise Refused(400, "Bad Request: can't parse entities: Unsupported start tag")
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise Refused(400, f"Bad Request: can't parse entities: Can't find end tag for {parser.open[-1]}")
    return parser.text


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def _check_buttons(asked: Json) -> None:
    for button in itertools.chain(*(asked.get("reply_markup") or {}).get("inline_keyboard", [])):
        if not button.get("text"):
            raise Refused(400, "Bad Request: can't parse inline keyboard button: text buttons must not be empty")
        if len(button.keys() - {"text"}) != 1:
            raise Refused(400, "Bad Request: can't parse inline keyboard button: exactly one action is needed")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def _button(person: Person, label: str) -> tuple[Json, str]:
    for message in reversed(person.screen):
        for button in itertools.chain(*(message.get("reply_markup") or {}).get("inline_keyboard", [])):
            if button["text"] == label and "callback_data" in button:
                return message, button["callback_data"]
    raise LookupError(f"no button {label!r} on the screen")


def _no(code: int, description: str, parameters: Json | None = None) -> Json:
    return {
        "ok": False,
        "error_code": code,
        "description": description,
        **({"parameters": parameters} if parameters else {}),
    }
