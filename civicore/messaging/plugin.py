"""The core's own channel: e-mail, by the city's mail server or, on trial, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from civicore.base.clock import Clock
from civicore.base.codes import Keyring
from civicore.deployment.kinds import SecretRef
from civicore.extension.channels import Channel
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Service
from civicore.messaging.folder import folder_channel
from civicore.messaging.letter import Sender
from civicore.messaging.smtp import smtp_channel
from civicore.messaging.verp import envelopes

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime


class MessagingPlugin:
    """``secret`` finds a secret's value when it is needed; ``folder`` takes the mails of a trial."""

    def __init__(self, clock: Clock, secret: Callable[[SecretRef], str], folder: Path) -> None:
        self._clock = clock
        self._secret = secret
        self._folder = folder
        self._keys: Keyring | None = None

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterable[Service]:
        """None of its own: the city's keys are learnt here, with which envelopes are signed."""
        self._keys = runtime.keys
        return ()

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
            email.smtp,
            sender,
            self._clock,
            password=lambda: self._secret(reference) if reference else None,
            returns=envelopes(self._keys, email.bounces) if self._keys and email.bounces else None,
        )
