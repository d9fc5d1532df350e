"""Bots and consultations: one conversation on the web, at kiosks, in messengers and by text message."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import City, Finding, Runtime, Section, Service, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_bots.config import SECTIONS

    return SECTIONS


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_bots.lints import check

    return check(city)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.dialog import Intent
    from civicore_bots.consulting import Consultations
    from civicore_bots.talking import Talker

    consultations = Consultations(runtime)
    return (
        Service(Consultations, consultations),
        *((Service(Intent, consultations),) if consultations.trees else ()),
        Service(Talker, Talker(runtime)),
    )
