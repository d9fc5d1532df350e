"""The core's own channel: e-mail, by the city's mail server or, on trial, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from civicore.base.clock import Clock
from civicore.deployment.kinds import SecretRef
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Channel
from civicore.messaging.folder import folder_channel
from civicore.messaging.letter import Sender
from civicore.messaging.smtp import smtp_channel

if TYPE_CHECKING:
    from civicore.deployment.city import City


class MessagingPlugin:
    """``secret`` finds a secret's value when it is needed; ``folder`` takes the mails of a trial."""

    def __init__(self, clock: Clock, secret: Callable[[SecretRef], str], folder: Path) -> None:
        self._clock = clock
        self._secret = secret
        self._folder = folder

    @hookimpl
    def register_channels(self, city: City) -> Iterator[Channel]:
        email = city.channels.email
        if email is None:
            return
        sender = Sender(city.deployment.name, email.sender, email.reply_to)
        if email.smtp is None:
            yield folder_channel(self._folder, sender, self._clock)
            return
        reference = email.smtp.password
        yield smtp_channel(
            email.smtp, sender, self._clock, password=lambda: self._secret(reference) if reference else None
        )
