"""Bots and consultations: one conversation on the web, at kiosks, in messengers and by text message."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from civicore import (
    Channel,
    City,
    Finding,
    HealthProbe,
    Job,
    KioskButton,
    Lifespan,
    Navigation,
    OnlineCheck,
    Output,
    Permission,
    Retention,
    Routes,
    Runtime,
    Section,
    Service,
    Simulation,
    TableSet,
    hookimpl,
)


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_bots.config import SECTIONS

    return SECTIONS


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_bots.lints import check

    return check(city)


@hookimpl
def check_online(city: City, secret: Callable[[str], str | None]) -> Iterable[OnlineCheck]:
    from civicore_bots.online import checks

    return checks(city, secret)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.changes import FileChange
    from civicore.contracts.dialog import Intent
    from civicore.contracts.texting import TextTalk
    from civicore_bots import messengers
    from civicore_bots.consulting import Consultations
    from civicore_bots.filechange import Conversations
    from civicore_bots.sms import SmsTalk
    from civicore_bots.talking import Talker

    consultations, talker = Consultations(runtime), Talker(runtime)
    return (
        Service(Consultations, consultations),
        *((Service(Intent, consultations),) if consultations.trees else ()),
        Service(Talker, talker),
        Service(FileChange, Conversations(runtime)),
        Service(TextTalk, SmsTalk(runtime, talker)),
        *messengers.services(runtime, talker),
    )


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_bots.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_bots.tables import BOTS

    return (BOTS,)


@hookimpl
def register_channels(runtime: Runtime) -> Iterable[Channel]:
    from civicore_bots.bots import Bots
    from civicore_bots.outgoing import channels

    return channels(runtime.services.one(Bots))


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from civicore_bots.bots import Bots
    from civicore_bots.probing import jobs

    return jobs(runtime.services.one(Bots))


@hookimpl
def register_health(runtime: Runtime) -> Iterable[HealthProbe]:
    from civicore_bots.bots import Bots
    from civicore_bots.probing import health

    return health(runtime.services.one(Bots))


@hookimpl
def register_lifespan(runtime: Runtime) -> Iterable[Lifespan]:
    from civicore_bots.at_work import AtWork

    work = runtime.services.one(AtWork)
    return (work.lifespan,) if work.bots.lines else ()


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from civicore_bots import sms
    from civicore_bots.bots import Bots
    from civicore_bots.chat_keeping import retention

    return (retention(runtime.services.one(Bots)), sms.retention(runtime))


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_bots import desk_bots, kiosk_codes, messengers, web_bot, web_consult, web_kiosk

    public = [*web_consult.HANDLERS, *web_bot.handlers(runtime.city)]
    return (*messengers.routes(runtime), Routes("public", public), web_kiosk.PAGES, desk_bots.PAGES, kiosk_codes.PAGES)


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_bots import desk_bots, web_bot, web_consult

    return (*web_consult.navigation(city), *web_bot.navigation(city), *desk_bots.navigation(city))


@hookimpl
def register_kiosk_buttons(city: City) -> Iterable[KioskButton]:
    from civicore_bots import kiosk_codes, web_kiosk

    return (*web_kiosk.buttons(city), *kiosk_codes.button(city))


@hookimpl
def register_outputs(runtime: Runtime) -> Iterable[Output]:
    from civicore_bots.consulting import Consultations
    from civicore_bots.outputs import output

    return (output(runtime.services.one(Consultations)),)


@hookimpl
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:
    from civicore_bots.simulated import simulation

    found = simulation(runtime)
    return () if found is None else (found,)
