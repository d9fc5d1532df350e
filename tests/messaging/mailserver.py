"""A real mail server for tests: STARTTLS or TLS, sign-in required, a certificate made on the spot."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "town", "tajné heslo"


@dataclass
class Mailbox:
    """What the server took, and what it is told to answer (a full SMTP reply) at each step."""

    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    on_recipient: str = "250 2.1.5 OK"
    on_data: str = "250 2.0.0 queued"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.on_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.on_data.startswith("250"):
            content = envelope.original_content or b""
            self.raw.append(content)
            self.taken.append(message_from_bytes(content, policy=default))
            transport = server.transport
            self.encrypted.append(transport is not None and transport.get_extra_info("cipher") is not None)
        return self.on_data

    def mail(self) -> EmailMessage:
        """The only mail taken."""
        (mail,) = self.taken
        return mail


@dataclass(frozen=True)
class Running:
    """A server that listens: its port, whom to trust, what it took."""

    host: str
    port: int
    security: str
    trust: ssl.SSLContext
    box: Mailbox
    user: str | None = USER


def _check_sign_in(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=good, handled=good)


@asynccontextmanager
async def mail_server(
    *, security: str = "starttls", certified_for: str = "localhost", offer_tls: bool = True, utf8: bool = True
) -> AsyncIterator[Running]:
    """Listen on a free port until the block ends."""
    authority = trustme.CA()
    inside, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(certified_for).configure_cert(inside)
    authority.configure_trust(trust)
    at_once, later = security == "tls", security == "starttls" and offer_tls
    box = Mailbox()

    spoken: list[SMTP] = []

    def speak() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # it warns that sign-in is possible without STARTTLS
            spoken.append(
                SMTP(
                    box,
                    hostname="localhost",
                    tls_context=inside if later else None,
                    require_starttls=later,
                    auth_required=True,
                    auth_require_tls=later,
                    authenticator=_check_sign_in,
                    enable_SMTPUTF8=utf8,
                )
            )
        return spoken[-1]

    server = await asyncio.get_running_loop().create_server(speak, "localhost", 0, ssl=inside if at_once else None)
    try:
        yield Running("localhost", server.sockets[0].getsockname()[1], security, trust, box)
    finally:
        server.close()
        await server.wait_closed()
        while any(one.transport for one in spoken):
            await asyncio.sleep(0)
