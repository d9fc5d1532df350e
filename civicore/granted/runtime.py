"""The runtime as one plugin sees it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from civicore.extension.grants import Grants, NotGranted
from civicore.granted.services import GrantedServices
from civicore.granted.store import GrantedStore
from civicore.runtime import Runtime

if TYPE_CHECKING:
    import httpx

    from civicore.devices.printers import Printers
    from civicore.devices.speech import Speech
    from civicore.live.reader import Live
    from civicore.repairs.book import Repairs


@dataclass(frozen=True, kw_only=True)
class GrantedRuntime(Runtime):
    """Offers what the city grants, and refuses the rest with the word to write: ``NotGranted``."""

    whole: Runtime
    grants: Grants

    @cached_property
    def http(self) -> httpx.AsyncClient:
        """A client for the hosts under ``network:`` and ``network.inside:``; NotGranted when there is none."""
        from civicore.granted.http import client

        if not any(word.startswith("network") for word in self.grants.words):
            raise NotGranted(self.grants.plugin, "network:<host>")
        return client(self.grants)

    @cached_property
    def live(self) -> Live:
        return self.whole.live

    @cached_property
    def speech(self) -> Speech:
        return self.whole.speech

    @cached_property
    def printers(self) -> Printers:
        return self.whole.printers

    @cached_property
    def repairs(self) -> Repairs:
        return self.whole.repairs


def granted(whole: Runtime, grants: Grants, package: str) -> GrantedRuntime:
    """What is handed to the plugin of this top-level package."""

    def secret(name: str) -> str | None:
        grants.need(f"secret:{name}")
        return whole.secret(name)

    said = {field.name: getattr(whole, field.name) for field in dataclasses.fields(whole)}
    limited = {
        "store": GrantedStore(whole.store, grants),
        "services": GrantedServices(whole.services, grants, package),
        "secret": secret,
    }
    return GrantedRuntime(**(said | limited), whole=whole, grants=grants)
