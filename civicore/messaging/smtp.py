"""E-mail by a real mail server: encrypted, signed in, its answers told apart."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from typing import Protocol

import aiosmtplib

from civicore.base.clock import Clock
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.messaging.addresses import wire_domain
from civicore.messaging.letter import Sender, letter, needs_utf8

SECONDS_TO_ANSWER = 30.0
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""Enhanced codes (RFC 3463, RFC 7505) that say that an address will never work: no mailbox, no host, moved, no mail."""
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Server(Protocol):
    """Where mail is handed over, as ``channels.email.smtp`` of the file says it."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def security(self) -> str: ...

    @property
    def user(self) -> str | None: ...


def smtp_channel(
    server: Server,
    sender: Sender,
    clock: Clock,
    *,
    password: Callable[[], str | None],
    trust: ssl.SSLContext | None = None,
    returns: Callable[[ChannelMessage], str] | None = None,
) -> Channel:
    """The channel ``email``. ``password`` is asked at each sending, so a changed secret needs no restart.

    ``returns`` says to which address a message comes back that cannot be delivered, the sender's when absent.
    ``trust`` holds the authorities whose certificates are believed (the system's when absent). The
    certificate and the host's name are always checked; there is no way to turn that off (S55).
    """
    believed = cache(lambda: trust or ssl.create_default_context())  # reads hundreds of certificates: not at each start
    hello = wire_domain(sender.address.rpartition("@")[2])

    async def send(message: ChannelMessage) -> None:
        mail = letter(message, sender, clock.now())
        try:
            secret = password()
        except LookupError as missing:
            raise CannotSend("the password of the mail server is missing") from missing
        back = returns(message) if returns else mail["From"].addresses[0].addr_spec
        await _Conversation(server, hello, believed(), secret).hand_over(mail, back)

    return Channel("email", send)


async def handshake(server: Server, sender: str, password: str | None, trust: ssl.SSLContext | None = None) -> None:
    """Come as far as one could hand mail over, and go; CannotSend says why not. Without a password nobody signs in."""
    hello = wire_domain(sender.rpartition("@")[2])
    await _Conversation(server, hello, trust or ssl.create_default_context(), password).begin()


@dataclass(frozen=True)
class _Conversation:
    server: Server
    hello: str
    context: ssl.SSLContext
    password: str | None

    async def begin(self) -> None:
        """Greeting, encryption, sign-in."""
        try:
            async with self._client(signs_in=self.password is not None) as client:
                await client.noop()
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise verdict(error) from None

    async def hand_over(self, mail: EmailMessage, back: str) -> None:
        """Hand one mail over; CannotSend when the server did not take it. ``back``: where it returns to."""
        utf8 = needs_utf8(mail)
        try:
            async with self._client() as client:
                if utf8 and not client.supports_extension("smtputf8"):
                    raise CannotSend("the mail server takes no address with such letters", permanent=True)
                await client.sendmail(
                    back,
                    mail["To"].addresses[0].addr_spec,
                    mail.as_bytes(),
                    mail_options=["SMTPUTF8"] if utf8 else [],
                )
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise verdict(error) from None

    def _client(self, *, signs_in: bool = True) -> aiosmtplib.SMTP:
        at_once = self.server.security == "tls"
        return aiosmtplib.SMTP(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.user if signs_in else None,
            password=self.password,
            local_hostname=self.hello,
            timeout=SECONDS_TO_ANSWER,
            use_tls=at_once,
            start_tls=not at_once,
            tls_context=self.context,
        )


def verdict(error: Exception) -> CannotSend:
    """What went wrong, without any word of the server's, for servers repeat the address in them.

    A 5xx about the message or its recipient is for good. One about us (sign-in, sender, greeting) is
    the town's own set-up: it gets repaired, so the message waits.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _said("recipient refused", error.recipients[0], for_good=True)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return _said("sign-in refused", error, for_good=False)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return _said("sender refused", error, for_good=False)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return _said("message refused", error, for_good=True)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _said("refused", error, for_good=False)
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return CannotSend("no trustworthy encryption: the certificate was not accepted")
    if type(error) is aiosmtplib.SMTPException:
        return CannotSend("the mail server does not offer encryption or sign-in")
    # Whoever hung up after the last full stop may have taken the letter (RFC 5321, 4.5.3.2.6).
    unclear = isinstance(error, (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError))
    return CannotSend(f"no answer from the mail server ({type(error).__name__})", unclear=unclear)


def _said(what: str, answer: aiosmtplib.SMTPResponseException, *, for_good: bool) -> CannotSend:
    enhanced = _enhanced(answer.message)
    for_good = for_good and answer.code >= 500
    return CannotSend(
        f"{what}: {answer.code} {enhanced}".strip(), permanent=for_good, dead=for_good and enhanced in NO_SUCH_ADDRESS
    )


def _enhanced(answer: str) -> str:
    match = _ENHANCED.match(answer)
    return match[1] if match else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
