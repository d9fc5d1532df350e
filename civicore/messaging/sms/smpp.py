"""A gateway spoken to in SMPP 3.4: our own cutting of texts, receipts and messages that come on the same line."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from aiosmpplib.protocol import DeliverSm, SubmitSm
from aiosmpplib.state import (
    MESSAGE_STATE,
    NPI,
    RECEIPTED_MESSAGE_ID,
    TON,
    PhoneNumber,
    SmppCommandStatus,
)

from civicore.base.clock import Clock
from civicore.deployment.model.texting import Sms
from civicore.extension.channels import CannotSend
from civicore.messaging.sms.gateway import Came, Fate, Hears, Note, Outgoing, Report
from civicore.messaging.sms.segments import encoded
from civicore.messaging.sms.smpp_session import NotSent, Refused, Session

log = logging.getLogger("civicore.sms")

CONNECTED_WITHIN = 10.0  # seconds that a message waits for a session before the outbox keeps it
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between tries to connect: back within ten after an outage (channel case 34)
_ALARM_AFTER = timedelta(minutes=2)
_UDH_FLAG = 0x40
_IS_RECEIPT = 0x04
_JOINED_WITHIN = timedelta(minutes=10)
_FOR_GOOD = frozenset(
    {
        SmppCommandStatus.ESME_RINVDSTADR,
        SmppCommandStatus.ESME_RINVDSTTON,
        SmppCommandStatus.ESME_RINVDSTNPI,
        SmppCommandStatus.ESME_RINVMSGLEN,
    }
)
_STATES = {"DELIVRD": "delivered", "EXPIRED": "failed", "DELETED": "failed", "UNDELIV": "failed", "REJECTD": "failed"}
_STATE_NUMBERS = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}


@dataclass
class SmppGateway:
    """``key`` is asked at each sign-in, so a changed secret needs no restart."""

    sms: Sms
    key: Callable[[], str | None]
    clock: Clock
    _session: Session | None = field(default=None, init=False)
    _bound: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _away_since: datetime | None = field(default=None, init=False)
    _why: str = field(default="", init=False)
    _long: dict[tuple[str, int, int], tuple[datetime, dict[int, str]]] = field(default_factory=dict, init=False)

    async def send(self, message: Outgoing, note: Note) -> None:
        """Hand over every part that was not taken before; each is noted as soon as the centre took it."""
        session = await self._ready()
        total = len(message.split)
        for part in (number for number in range(total) if number not in message.taken):
            try:
                answer = await session.submit(self._built(message, part))
            except NotSent:
                raise CannotSend("the session with the message centre ended") from None
            except (OSError, TimeoutError) as error:
                # It may have been taken: a slow centre answers when nobody waits any more.
                raise CannotSend(f"no answer from the message centre ({type(error).__name__})", unclear=True) from None
            if answer.status:
                raise CannotSend(
                    f"the message centre refused with status {answer.status:#x}", permanent=answer.status in _FOR_GOOD
                )
            await note(part, 1, answer.id)

    @asynccontextmanager
    async def around(self, hears: Hears) -> AsyncIterator[None]:
        """Keep a session open while the server lives."""
        keeping = asyncio.create_task(self._keep(hears))
        try:
            yield
        finally:
            if self._session is not None:
                await self._session.leave()
            keeping.cancel()
            await asyncio.wait({keeping})

    def trouble(self) -> str | None:
        """Why there is no session, once that lasts."""
        since = self._away_since
        return f"no session with the message centre: {self._why}" if since and self._lasts(since) else None

    def _lasts(self, since: datetime) -> bool:
        return self.clock.now() - since > _ALARM_AFTER

    async def _ready(self) -> Session:
        try:
            async with asyncio.timeout(CONNECTED_WITHIN):
                await self._bound.wait()
        except TimeoutError:
            raise CannotSend("there is no session with the message centre") from None
        if self._session is None:
            raise CannotSend("the session with the message centre ended")
        return self._session

    async def _keep(self, hears: Hears) -> None:
        hosts = [host for host in (self.sms.host, self.sms.second_host) if host]
        failed = 0
        for number in count():
            try:
                await self._serve(hosts[number % len(hosts)], hears)
                failed = 0
            except (OSError, TimeoutError, asyncio.IncompleteReadError, Refused, LookupError, ValueError) as error:
                failed += 1
                self._why = str(error) if isinstance(error, Refused) else type(error).__name__
                log.warning("no session with the message centre: %s", self._why)
            self._away_since = self._away_since or self.clock.now()
            await asyncio.sleep(PAUSES[min(failed, len(PAUSES) - 1)])

    async def _serve(self, host: str, hears: Hears) -> None:
        async def heard(message: DeliverSm) -> None:
            await self._heard(message, hears)

        tls = ssl.create_default_context() if self.sms.encrypted else None
        session = await Session.connected(
            host, self.sms.port, heard, user=self.sms.user or "", key=self.key() or "", tls=tls
        )
        self._session, self._away_since = session, None
        self._bound.set()
        try:
            await session.serve()
        finally:
            self._bound.clear()
            self._session = None

    def _built(self, message: Outgoing, part: int) -> SubmitSm:
        """One part as octets of our own: the library neither cuts nor counts, nor moves it anywhere else."""
        split = message.split
        octets = encoded(split.parts[part], split.coding)
        several = len(split) > 1
        header = bytes((5, 0, 3, UUID(message.id).bytes[0], len(split), part + 1)) if several else b""
        built = SubmitSm(
            short_message=".",  # replaced by the octets below; the library asks for some words
            source=_address(self.sms.sender or self.sms.number or ""),
            destination=_address(message.to),
            esm_class=_UDH_FLAG if several else 0,
            encoding="ucs2" if split.coding == "ucs2" else None,
            validity_period=message.expires_at,
        )
        built.set_encoded_message(header + octets)
        return built

    async def _heard(self, message: DeliverSm, hears: Hears) -> None:
        if message.esm_class & 0x3C == _IS_RECEIPT:
            if report := receipt_in(message):
                await hears.reported(report)
            return
        words = self._joined(message)
        if words is not None:
            await hears.came(Came(_number(message.source), words, words))

    def _joined(self, message: DeliverSm) -> str | None:
        """The words of a message; None while parts of it are still to come, each person's kept apart."""
        words: str = message.short_message or message.message_payload
        reference, number, total = message.get_segmentation_data()
        if total < 2:
            return words
        now = self.clock.now()
        self._long = {key: one for key, one in self._long.items() if now - one[0] < _JOINED_WITHIN}
        reference = reference >> 16 if reference > 0xFF else reference  # the library reads 16 bits as 32
        key = (message.source.number, reference, total)
        parts = self._long.setdefault(key, (now, {}))[1]
        parts[number] = words
        if len(parts) < total:
            return None
        del self._long[key]
        return "".join(parts[number] for number in sorted(parts))


def receipt_in(message: DeliverSm) -> Report | None:
    """What a receipt says, in its text or in its parameters; None when it names no message."""
    told = {one.tag: one.value for one in message.optional_params or []}
    text = message.short_message or message.message_payload
    by_text = re.search(r"\bid:(\S+)", text, re.IGNORECASE)
    remote = str(told.get(RECEIPTED_MESSAGE_ID) or (by_text[1] if by_text else "")).rstrip("\0")
    said = re.search(r"\bstat:(\S+)", text, re.IGNORECASE)
    number = told.get(MESSAGE_STATE)
    state = said[1].upper() if said else _STATE_NUMBERS.get(number, "") if isinstance(number, int) else ""
    fate: Fate = _STATES.get(state, "accepted")  # type: ignore[assignment]
    return Report(remote, fate) if remote else None


def _number(source: PhoneNumber) -> str:
    """Who wrote; a number that is said to be international gets its plus sign."""
    written: str = source.number
    return f"+{written}" if source.ton == TON.INTERNATIONAL and written.isdigit() else written


def _address(number: str) -> PhoneNumber:
    digits = "".join(sign for sign in number if sign.isdigit())
    if not any(sign.isalpha() for sign in number):
        kind = TON.INTERNATIONAL if number.startswith("+") else TON.NETWORK_SPECIFIC
        return PhoneNumber(digits, kind, NPI.ISDN)
    return PhoneNumber(number, TON.ALPHANUMERIC, NPI.UNKNOWN)
