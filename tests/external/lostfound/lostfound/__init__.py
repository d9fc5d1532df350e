"""Lost and found: what people have lost, what was handed in, and how the two find each other."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import (
    Card,
    City,
    Finding,
    Job,
    KioskButton,
    Navigation,
    Notice,
    Output,
    Permission,
    Retention,
    Routes,
    Runtime,
    Samples,
    Section,
    Service,
    TableSet,
    hookimpl,
)


@hookimpl
def register_config() -> Iterable[Section]:
    from lostfound.config import SECTION

    return (SECTION,)


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from lostfound.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from lostfound.lints import check

    return check(city)


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from lostfound.tables import LOSTFOUND

    return (LOSTFOUND,)


@hookimpl
def register_kiosk_buttons(city: City) -> Iterable[KioskButton]:
    from lostfound.kiosk import buttons

    return buttons(city)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.dialog import Intent
    from civicore.contracts.subjects import Subjects
    from civicore.contracts.wording import AuditWords
    from lostfound.bot import Search
    from lostfound.rights import WORDS
    from lostfound.service import Office
    from lostfound.subjects import OwnSubjects

    office = Office(runtime)
    return (
        Service(Office, office),
        Service(AuditWords, WORDS),
        Service(Subjects, OwnSubjects(office)),
        Service(Intent, Search(office)),
    )


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from lostfound.notices import notices

    return notices(city)


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from lostfound import api, desk, kiosk, web

    return (web.PAGES, desk.PAGES, kiosk.PAGES, api.routes())


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from lostfound.menus import navigation

    return navigation(city)


@hookimpl
def register_cards() -> Iterable[Card]:
    from lostfound.desk import CARD

    return (CARD,)


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from lostfound.keeping import retention
    from lostfound.service import Office

    return (retention(runtime.services.one(Office)),)


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from lostfound.keeping import tidying
    from lostfound.service import Office

    return (tidying(runtime.services.one(Office)),)


@hookimpl
def register_samples(runtime: Runtime) -> Iterable[Samples]:
    from lostfound.samples import samples
    from lostfound.service import Office

    return (samples(runtime.services.one(Office)),)


@hookimpl
def register_outputs(runtime: Runtime) -> Iterable[Output]:
    from lostfound.outputs import output

    return (output(),)
