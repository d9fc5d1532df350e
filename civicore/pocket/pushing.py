"""The channel ``push``: news for one browser, which nobody between can read (RFC 8030, 8291, 8292)."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from civicore.extension.channels import CannotSend, ChannelMessage
from civicore.pocket import subscriptions
from civicore.pocket.subscriptions import Subscription
from civicore.pocket.vapid import Marks
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork
from civicore.storage.written import dumps

if TYPE_CHECKING:  # loaded with the first news
    import httpx

CHANNEL = "push"
MOST_BYTES = 3000  # of the news; encrypted and padded it must stay below 4096 (RFC 8030, 7.2)
_LASTS = timedelta(days=2)  # a phone that is off gets it afterwards
_PATIENCE = 20.0  # seconds
_LONGEST_REST = timedelta(hours=1)  # one service may not silence those of other browsers for long
_SIGNS = 9
_REST = timedelta(minutes=1)  # where a service asks for a pause and does not say how long
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_HOPELESS = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class Pushing:
    """Hands news to the push services of browsers."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def send(self, message: ChannelMessage) -> None:
        """Send one message; ``to`` is the id of a subscription."""
        running, id = self._runtime, UUID(message.to)
        async with running.store.reading():
            found = await subscriptions.find(id)
        if found is None:
            raise CannotSend("this device was forgotten", dead=True)
        there, vapid = found
        now = running.clock.now()
        signed = marks(running).headers(vapid, there.endpoint, now)
        if signed is None or not subscriptions.allowed(there.endpoint, running.city.channels.web.push_services):
            await self._drop(id)
            raise CannotSend("this device allowed news under a key or a service that is not used any more", dead=True)
        headers = {**signed, **_how(message, now)}
        answer = await _post(there.endpoint, _sealed(there, _news(message)), headers)
        if answer.status_code in _GONE:
            await self._drop(id)
        judge(answer)
        await running.transact(lambda unit: subscriptions.seen(unit, id))

    async def _drop(self, id: UUID) -> None:
        async def work(unit: UnitOfWork) -> None:
            await subscriptions.drop(id)

        await self._runtime.transact(work)


def marks(running: Runtime) -> Marks:
    """The city's keys for pushing."""
    city = running.city
    contact = city.security.report_to or (city.deployment.contact.email if city.deployment.contact else None)
    return Marks(running.keys, f"mailto:{contact}" if contact else f"https://{urlsplit(running.address).hostname}")


def judge(answer: httpx.Response) -> None:
    """CannotSend when the service did not take it; ``dead`` when the browser is no more (404, 410)."""
    status = answer.status_code
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = f"the push service answered {status}"
    if status in _GONE:
        raise CannotSend("the browser takes no news any more", dead=True)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        asked = answer.headers.get("retry-after", "")
        rest = timedelta(seconds=int(asked[:_SIGNS])) if asked.isdecimal() else _REST
        raise CannotSend(said, wait=min(rest, _LONGEST_REST))
    raise CannotSend(said, permanent=status in _HOPELESS)


def _how(message: ChannelMessage, now: datetime) -> dict[str, str]:
    lasts = min(_LASTS, message.expires_at - now) if message.expires_at else _LASTS
    return {
        "TTL": str(max(0, int(lasts.total_seconds()))),
        "Urgency": "low" if message.purpose == "news" else "high",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def _news(message: ChannelMessage) -> bytes:
    """What the worker shows: heading, words, the page that a touch opens; words too long are cut."""
    opens = next((one.url for one in message.actions if one.url), "/")
    told = {"title": message.subject, "body": message.text, "url": opens, "tag": message.id, "lang": message.language}
    extra = len(dumps(told).encode()) - MOST_BYTES
    if extra > 0:
        kept = message.text.encode()[: max(0, len(message.text.encode()) - extra - 8)].decode(errors="ignore")
        told["body"] = f"{kept.rstrip()} …"
    return dumps(told).encode()


def _sealed(there: Subscription, news: bytes) -> bytes:
    from pywebpush import WebPusher  # loads two more clients of HTTP, which only a city that pushes pays for

    keys = {"p256dh": there.p256dh, "auth": there.auth}
    sealed: bytes = WebPusher({"endpoint": there.endpoint, "keys": keys}).encode(news)["body"]
    return sealed


async def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=False) as client:
            return await client.post(endpoint, content=body, headers=headers)
    except httpx.HTTPError as error:
        raise CannotSend(f"the push service cannot be reached: {type(error).__name__}") from None
