"""The core's own parts for text messages; none of them where the city has no ``channels.sms``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicore.base.clock import Clock
from civicore.deployment.kinds import SecretRef
from civicore.extension.channels import Channel
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import (
    HealthProbe,
    Job,
    Lifespan,
    Notice,
    Retention,
    Routes,
    Service,
    Subscription,
    TableSet,
)
from civicore.messaging.sms.alphabet import Wording
from civicore.messaging.sms.gateway import Gateway
from civicore.messaging.sms.incoming import ANSWER, Incoming, TextCame
from civicore.messaging.sms.keeping import retention, tidy_job
from civicore.messaging.sms.numbers import international, region_of
from civicore.messaging.sms.tables import SMS
from civicore.messaging.sms.telling import Told

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.deployment.model.texting import Sms
    from civicore.runtime import Runtime


def wording(city: City) -> Callable[[str, str], str]:
    """How the city writes text messages."""
    return Wording(city.channels.sms.alphabet if city.channels.sms else {})


@dataclass(frozen=True)
class _Parts:
    """What belongs together in one running city."""

    runtime: Runtime
    sms: Sms
    region: str | None
    incoming: Incoming
    told: Told
    gateway: Gateway | None

    def number(self, written: str) -> str | None:
        return international(written, self.region)

    def persons(self, number: str) -> tuple[str, ...]:
        """A number as it may be kept, under every key of the city."""
        return self.runtime.keys.digests("sms.person", self.number(number) or number)


class SmsPlugin:
    """``secret`` finds a secret's value when it is needed."""

    def __init__(self, clock: Clock, secret: Callable[[SecretRef], str]) -> None:
        self._clock = clock
        self._secret = secret
        self._parts: _Parts | None = None

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [SMS]

    @hookimpl
    def register_notices(self, city: City) -> Iterator[Notice]:
        if city.channels.sms is not None:
            yield Notice(ANSWER, "sms/answer.txt", lambda: {"text": "PIN 048291"})

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        sms = runtime.city.channels.sms
        if sms is None:
            return
        region = region_of(sms.number) or region_of(runtime.city.deployment.contact.phone)
        incoming = Incoming(runtime, region, sms.answers_per_hour)
        self._parts = _Parts(runtime, sms, region, incoming, Told(runtime, incoming), self._gateway(sms))
        yield Service(Incoming, incoming)

    @hookimpl
    def register_channels(self) -> Iterator[Channel]:
        from civicore.messaging.sms.outgoing import Sending

        if (parts := self._parts) is None or parts.gateway is None:
            return
        yield Sending(
            parts.runtime.store,
            self._clock,
            parts.gateway,
            number=parts.number,
            persons=parts.persons,
            per_day=parts.sms.per_day,
        ).channel

    @hookimpl
    def register_subscriptions(self) -> Iterator[Subscription]:
        if self._parts is not None:
            yield Subscription("sms.heard", TextCame, self._parts.incoming.work)

    @hookimpl
    def register_routes(self) -> Iterator[Routes]:
        from civicore.messaging.sms.hook import hook_of

        if self._parts is not None and (hook := self._parts.sms.hook) is not None:
            yield Routes("hook", [hook_of(hook, lambda: self._value(hook.secret), self._parts.told)])

    @hookimpl
    def register_lifespan(self) -> Iterator[Lifespan]:
        if self._parts is not None and self._parts.gateway is not None and not self._parts.runtime.demo:
            parts, gateway = self._parts, self._parts.gateway

            @asynccontextmanager
            async def around() -> AsyncIterator[None]:
                async with gateway.around(parts.told):
                    yield

            yield Lifespan("sms.gateway", around)

    @hookimpl
    def register_health(self) -> Iterator[HealthProbe]:
        if self._parts is not None and (gateway := self._parts.gateway) is not None:

            async def probe() -> str | None:
                return gateway.trouble()

            yield HealthProbe("sms.gateway", probe, vital=False)

    @hookimpl
    def register_jobs(self) -> Iterator[Job]:
        if self._parts is not None:
            yield tidy_job(self._parts.runtime)

    @hookimpl
    def register_retention(self) -> Iterator[Retention]:
        if self._parts is not None:
            yield retention(self._parts.runtime, self._parts.persons)

    def _gateway(self, sms: Sms) -> Gateway | None:
        """The product's own gateways; another name is a plugin's, which brings the channel itself."""

        def key() -> str | None:
            return self._value(sms.key)

        if sms.gateway == "http" and sms.http is not None:
            from civicore.messaging.sms.http_gateway import HttpGateway

            return HttpGateway(sms, sms.http, key, self._clock)
        if sms.gateway == "smpp":
            from civicore.messaging.sms.smpp import SmppGateway

            return SmppGateway(sms, key, self._clock)
        return None

    def _value(self, reference: SecretRef | None) -> str | None:
        """A secret's value; None where it is missing, so that nothing is sent and nobody is let in."""
        try:
            return self._secret(reference) if reference is not None else None
        except LookupError:
            return None
