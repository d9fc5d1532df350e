"""Viber's REST interface (developers.viber.com/docs/api/rest-bot-api).

It always answers HTTP 200; the truth is ``status``. A text has at most 7000 signs, the sender's name 28; a keyboard's
button is up to 6 columns wide. A person who did not write for an hour gets 100 messages at most.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import httpx

from civicore import CannotSend
from civicore_bots.dialog import Button
from civicore_bots.spoken import Say
from civicore_bots.transport import Unpaid
from civicore_bots.viber_updates import EVENTS, PRESS

API = "https://chatapi.viber.com"
_SECONDS = 20.0
_SENDER, _LABEL, _WIDE = 28, 250, 6
_LARGEST = 20_000_000
_NOBODY = frozenset((5, 6))  # not registered, not subscribed
_UNPAID = frozenset((23, 24))
_WRONG = frozenset((3, 4, 11, 13, 14))  # the message or the device, now and ever


class Viber:
    """One bot. ``sender`` is the name above its messages; ``api`` the base of the service."""

    most = 7000

    def __init__(self, token: str, api: str | None, sender: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{(api or API).rstrip('/')}/pa/", headers={"X-Viber-Auth-Token": token}, timeout=_SECONDS
        )
        self._sender = sender[:_SENDER]

    def __repr__(self) -> str:
        return "Viber()"

    def length(self, text: str) -> int:
        return len(text)

    async def say(self, chat: str, say: Say) -> str:
        told = await self._call("send_message", {"receiver": chat, **self.welcome(say)})
        return str(told.get("message_token", ""))

    def welcome(self, say: Say) -> dict[str, Any]:
        """The message as the service wants it, without its receiver; so the answer to an opening wants it too."""
        keyboard = {"keyboard": _keyboard(say)} if say.buttons else {}
        return {"type": "text", "text": say.text, "sender": {"name": self._sender}, "min_api_version": 4, **keyboard}

    async def strip(self, chat: str, message: str) -> None:
        """Viber shows the last keyboard only."""

    async def acknowledge(self, query: str, note: str) -> None:
        """Viber wants none."""

    async def register(self, url: str, secret: str) -> None:
        """The service tries the address at once and wants 200 from it; it signs with the token, not with a secret."""
        await self._call("set_webhook", {"url": url, "event_types": list(EVENTS), "send_name": False})

    async def name(self) -> str:
        return str((await self._call("get_account_info", {})).get("uri", ""))

    async def picture(self, photo: str) -> bytes:
        try:
            async with self._http.stream("GET", photo, headers={"X-Viber-Auth-Token": ""}) as answer:
                answer.raise_for_status()
                content = b""
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > _LARGEST:
                        raise CannotSend("the picture is too large", permanent=True)
                return content
        except httpx.HTTPError as error:
            raise CannotSend(f"the picture cannot be fetched ({type(error).__name__})") from None

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(self, method: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._http.post(method, json=asked)
            told: dict[str, Any] = answer.raise_for_status().json()
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise CannotSend("no answer from the messenger") from None
        except (httpx.HTTPError, ValueError) as error:
            raise CannotSend(f"no answer from the messenger ({type(error).__name__})", unclear=True) from None
        if (status := told.get("status")) != 0:
            raise judged(status)
        return told


def judged(status: object) -> CannotSend:
    """What a status of the service means for the message and the person."""
    if status in _NOBODY:
        return CannotSend("the person does not subscribe", dead=True)
    if status in _UNPAID:
        return Unpaid()
    if status in _WRONG:
        return CannotSend(f"the messenger refused the message ({status})", permanent=True)
    return CannotSend(f"the messenger refused ({status})")


def _keyboard(say: Say) -> dict[str, Any]:
    buttons = [_button(one, max(1, _WIDE // len(row))) for row in say.buttons for one in row]
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": buttons}


def _button(button: Button, columns: int) -> dict[str, Any]:
    action = ("open-url", button.url) if button.url else ("reply", PRESS + button.data)
    return {
        "Columns": columns,
        "Rows": 1,
        "Text": html.escape(button.label[:_LABEL], quote=False)[:_LABEL],
        "ActionType": action[0],
        "ActionBody": action[1],
        "Silent": True,
    }
