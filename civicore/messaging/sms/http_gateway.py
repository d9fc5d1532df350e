"""A gateway asked over HTTP, as the city's file describes it (``channels.sms.http``)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from civicore.base.clock import Clock
from civicore.deployment.model.texting import Sms, SmsHttp
from civicore.extension.channels import CannotSend
from civicore.messaging.sms.gateway import Hears, Note, Outgoing
from civicore.messaging.sms.json_paths import built, found

_SECONDS = 20.0  # for one host; two of them stay below the patience of the outbox
_BLANK = re.compile(r"\{(text|to|id|sender|user|key|parts)\}")
_EARLY = timedelta(seconds=30)  # a token is fetched anew before it ends
_USUAL = 3600


@dataclass
class HttpGateway:
    """``key`` is asked at each sending, so a changed secret needs no restart."""

    sms: Sms
    asked: SmsHttp
    key: Callable[[], str | None]
    clock: Clock
    _token: tuple[str, datetime] | None = field(default=None, init=False)

    async def send(self, message: Outgoing, note: Note) -> None:
        """Ask the first host; the second only when the first surely did not take the message."""
        hosts = [host for host in (self.sms.host, self.sms.second_host) if host]
        for number, host in enumerate(hosts):
            last = number == len(hosts) - 1
            try:
                answer = await self._ask(host, message)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if last:
                    raise CannotSend(f"no answer from the gateway ({type(error).__name__})") from None
            except httpx.HTTPError as error:
                # It may have been taken: asking another host could send it twice.
                raise CannotSend(f"no answer from the gateway ({type(error).__name__})", unclear=True) from None
            else:
                if answer.status_code < 500 or last:
                    await note(0, len(message.split), self._judged(answer))
                    return

    @asynccontextmanager
    async def around(self, hears: Hears) -> AsyncIterator[None]:
        yield

    def trouble(self) -> str | None:
        """Nothing is known about it between two messages."""
        return None

    def _judged(self, answer: httpx.Response) -> str:
        """The gateway's id of a message that it took; else CannotSend, without any word of the answer's."""
        said = _json(answer)
        if any(matches(answer.status_code, one) for one in self.asked.ok) and _all(said, self.asked.ok_if):
            return found(said, self.asked.id) if self.asked.id else ""
        for_good = any(matches(answer.status_code, one) for one in self.asked.permanent)
        refused = any(found(said, path) == value for path, value in self.asked.permanent_if.items())
        raise CannotSend(f"the gateway answered {answer.status_code}", permanent=for_good or refused)

    async def _ask(self, host: str, message: Outgoing) -> httpx.Response:
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            answer = await client.send(await self._request(client, host, message))
            if answer.status_code == 401 and self.asked.auth == "oauth2":
                self._token = None  # it was revoked before its time
                answer = await client.send(await self._request(client, host, message))
            return answer

    async def _request(self, client: httpx.AsyncClient, host: str, message: Outgoing) -> httpx.Request:
        words = self._words(message)
        headers = {name: filled(value, words) for name, value in self.asked.headers.items()}
        if self.asked.auth in ("bearer", "oauth2"):
            token = await self._fetched(client, host) if self.asked.auth == "oauth2" else words["key"]
            headers["Authorization"] = f"Bearer {token}"
        fields = {name: filled(value, words) for name, value in self.asked.fields.items()}
        request = client.build_request(
            self.asked.method,
            host.rstrip("/") + self.asked.path,
            params={name: filled(value, words) for name, value in self.asked.query.items()},
            headers=headers,
            json=built(fields) if self.asked.body == "json" else None,
            data=fields if self.asked.body == "form" else None,
        )
        if self.asked.auth == "basic":
            sign_in = httpx.BasicAuth(words["user"], words["key"])
            request = next(sign_in.auth_flow(request))
        return request

    def _words(self, message: Outgoing) -> dict[str, str]:
        return {
            "text": message.text,
            "to": message.to,
            "id": message.id,
            "sender": self.sms.sender or self.sms.number or "",
            "user": self.sms.user or "",
            "key": self.key() or "",
            "parts": str(len(message.split)),
        }

    async def _fetched(self, client: httpx.AsyncClient, host: str) -> str:
        """A token for the city's name and key (RFC 6749, client credentials), used as long as it lasts."""
        if self._token is not None and self.clock.now() < self._token[1]:
            return self._token[0]
        where = self.asked.token or "/"
        address = where if "://" in where else host.rstrip("/") + where
        form = {"grant_type": "client_credentials", "client_id": self.sms.user, "client_secret": self.key() or ""}
        try:
            answer = await client.post(address, data=form)
        except (httpx.ReadError, httpx.ReadTimeout) as error:  # of the message itself nobody was told anything yet
            raise CannotSend(f"the gateway gave no token ({type(error).__name__})") from None
        said = _json(answer)
        if answer.status_code != 200 or not found(said, "access_token"):
            raise CannotSend(f"the gateway gave no token: {answer.status_code}")
        seconds = int(found(said, "expires_in") or _USUAL)
        self._token = (found(said, "access_token"), self.clock.now() + timedelta(seconds=seconds) - _EARLY)
        return self._token[0]


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its blanks filled in, once: what people wrote is never read as a template."""
    return _BLANK.sub(lambda blank: words[blank[1]], template)


def matches(status: int, pattern: str) -> bool:
    """``202`` or ``5xx``."""
    return str(status) == pattern or (pattern.endswith("xx") and str(status)[0] == pattern[0])


def _all(said: Any, wanted: Mapping[str, str]) -> bool:
    return all(found(said, path) == value for path, value in wanted.items())


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
