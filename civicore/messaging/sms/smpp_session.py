"""One SMPP 3.4 session with a message centre: signed in, kept alive, every request paired with its answer.

``aiosmpplib`` builds and reads the messages. Its own session is not used: it logs people's texts and numbers
when something fails, joins long messages of different people by one number, and ends for good on a receipt
whose date has seconds.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from struct import error as StructError
from struct import unpack
from typing import Any

from aiosmpplib.protocol import (
    BindTransceiver,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    SmppMessage,
    SubmitSm,
    Unbind,
    UnbindResp,
)
from aiosmpplib.state import PduHeader, SmppCommand, SmppCommandStatus

from civicore.storage.delivering import described

log = logging.getLogger("civicore.sms")

ANSWER_WITHIN = 15.0  # seconds
SILENCE = 30.0  # seconds after which the other side is asked whether it is there
_HEADER = 16
_LARGEST = 70_000  # octets; a message that claims more is none
_LAST_NUMBER = 0x7FFFFFFF

Heard = Callable[[DeliverSm], Awaitable[None]]


class NotSent(ConnectionResetError):
    """The session was over before anything of it was written."""


class Refused(Exception):
    """The message centre does not let us in; ``status`` is its code."""

    def __init__(self, status: int) -> None:
        super().__init__(f"sign-in refused with status {status:#x}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What came back for a request: its status (0 is well) and, for a message, its id at the centre."""

    status: int
    id: str


class Session:
    """Use ``connected``; then ``serve`` until it ends, and ``submit`` meanwhile."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, heard: Heard) -> None:
        self._reader, self._writer, self._heard = reader, writer, heard
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._number = 0

    @classmethod
    async def connected(
        cls, host: str, port: int, heard: Heard, *, user: str, key: str, tls: ssl.SSLContext | None
    ) -> Session:
        """Connect and sign in; Refused, OSError or TimeoutError when that fails."""
        async with asyncio.timeout(ANSWER_WITHIN):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls)
        session = cls(reader, writer, heard)
        try:
            bind = BindTransceiver(system_id=user, password=key)
            session._send(bind, session._next())
            async with asyncio.timeout(ANSWER_WITHIN):
                _command, status, _number, _body = await session._read()
            if status:
                raise Refused(status)
        except BaseException:
            await session.close()
            raise
        return session

    async def submit(self, message: SubmitSm) -> Answer:
        """Send and wait for the answer; TimeoutError when none comes, ConnectionError when the session ends."""
        number = self._next()
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            self._send(message, number)
            async with asyncio.timeout(ANSWER_WITHIN):
                return await waiting
        finally:
            self._waiting.pop(number, None)

    async def serve(self) -> None:
        """Read until the other side leaves, falls silent or talks nonsense; requests still waiting then fail."""
        try:
            while True:
                await self._handle(*await self._read_or_ask())
        except (OSError, asyncio.IncompleteReadError, TimeoutError, _Left):
            return
        finally:
            await self.close()

    async def close(self) -> None:
        """Hang up; whoever waits for an answer is told that none will come."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())
        self._writer.close()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self._writer.transport.abort()

    async def leave(self) -> None:
        """Say good-bye, then hang up."""
        if not self._writer.is_closing():
            self._send(Unbind(), self._next())
        await self.close()

    async def _read_or_ask(self) -> tuple[int, int, int, bytes]:
        reading = asyncio.ensure_future(self._read())
        try:
            done, _ = await asyncio.wait({reading}, timeout=SILENCE)
            if not done:
                self._send(EnquireLink(), self._next())
                done, _ = await asyncio.wait({reading}, timeout=ANSWER_WITHIN)
            if not done:
                raise TimeoutError
            return reading.result()
        finally:
            reading.cancel()

    async def _read(self) -> tuple[int, int, int, bytes]:
        """Command, status, number and the whole of the next message."""
        header = await self._reader.readexactly(_HEADER)
        length, command, status, number = unpack("!IIII", header)
        if not _HEADER <= length <= _LARGEST:
            raise _Left
        return command, status, number, header + await self._reader.readexactly(length - _HEADER)

    async def _handle(self, command: int, status: int, number: int, pdu: bytes) -> None:
        if command in (SmppCommand.SUBMIT_SM_RESP, SmppCommand.GENERIC_NACK):
            waiting = self._waiting.get(number)
            if waiting is not None and not waiting.done():
                waiting.set_result(Answer(status or (command == SmppCommand.GENERIC_NACK), _id_in(pdu)))
        elif command == SmppCommand.DELIVER_SM:
            self._send(DeliverSmResp(command_status=await self._delivered(number, pdu)), number)
        elif command == SmppCommand.ENQUIRE_LINK:
            self._send(EnquireLinkResp(), number)
        elif command == SmppCommand.UNBIND:
            self._send(UnbindResp(), number)
            raise _Left
        elif command < 0x80000000:
            self._send(GenericNack(command_status=SmppCommandStatus.ESME_RINVCMDID), number)

    async def _delivered(self, number: int, pdu: bytes) -> SmppCommandStatus:
        """Hand over what came; answered only once it is stored, and refused for good when nobody can read it."""
        header = PduHeader(len(pdu), SmppCommand.DELIVER_SM, SmppCommandStatus.ESME_ROK, number)
        try:
            message: Any = DeliverSm.from_pdu(pdu, header, "gsm0338")
        except (ValueError, IndexError, KeyError, TypeError, StructError):
            return SmppCommandStatus.ESME_RX_P_APPN
        try:
            await self._heard(message)
        except Exception as error:  # the database is away: the centre keeps it and hands it over again
            log.error("a message that came could not be stored: %s", described(error))
            return SmppCommandStatus.ESME_RX_T_APPN
        return SmppCommandStatus.ESME_ROK

    def _send(self, message: SmppMessage, number: int) -> None:
        if self._writer.is_closing():
            raise NotSent
        message.sequence_num = number
        self._writer.write(message.pdu())

    def _next(self) -> int:
        self._number = self._number % _LAST_NUMBER + 1
        return self._number


class _Left(Exception):
    """The other side ended the session."""


def _id_in(pdu: bytes) -> str:
    return pdu[_HEADER:].partition(b"\0")[0].decode("ascii", "replace")
