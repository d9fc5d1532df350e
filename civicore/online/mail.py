"""Whether the mail server takes mail from us: encryption, its certificate, the sign-in. No mail is sent."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.channels import CannotSend
from civicore.extension.parts import Finding, OnlineCheck
from civicore.messaging.smtp import handshake


def checks(
    city: City, secret: Callable[[str], str | None], trust: ssl.SSLContext | None = None
) -> Iterator[OnlineCheck]:
    """L497. ``trust`` holds the authorities whose certificates are believed, the system's when absent."""
    email = city.channels.email
    server = email.smtp if email is not None else None
    if email is None or server is None:
        return
    sender, password = email.sender, secret(server.password.name) if server.password is not None else None

    async def ask() -> Sequence[Finding]:
        try:
            await handshake(server, sender, password, trust)
        except CannotSend as refused:
            message = say("the mail server does not take our mail: %(why)s", why=refused.reason)
            return (Finding("L497", message, ("channels", "email", "smtp", "host")),)
        return ()

    yield OnlineCheck("core.mail", ask)
