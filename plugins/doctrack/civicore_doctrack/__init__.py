"""Document tracking: the stage of a document that is being made, and news of it."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import (
    Card,
    City,
    Finding,
    HealthProbe,
    Job,
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
    Simulation,
    Subscription,
    TableSet,
    hookimpl,
)


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_doctrack.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_doctrack.lints import check

    return check(city)


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_doctrack.tables import DOCTRACK

    return (DOCTRACK,)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.changes import FileChange
    from civicore.contracts.dialog import Intent
    from civicore.contracts.offers import Followable
    from civicore.contracts.subjects import Subjects
    from civicore.contracts.wording import AuditWords
    from civicore_doctrack.bot import Track
    from civicore_doctrack.deeds import WORDS
    from civicore_doctrack.filechange import FollowedDocuments
    from civicore_doctrack.own_pages import OwnPages
    from civicore_doctrack.service import Tracking
    from civicore_doctrack.subjects import OwnSubjects

    tracking = Tracking(runtime)
    return (
        Service(Tracking, tracking),
        Service(AuditWords, WORDS),
        Service(FileChange, FollowedDocuments(tracking.setting)),
        Service(Subjects, OwnSubjects(tracking.setting)),
        Service(Intent, Track(tracking)),
        Service(Followable, OwnPages()),
    )


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_doctrack.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_doctrack import api_observations, desk_menu, web
    from civicore_doctrack.service import Tracking

    setting = runtime.services.one(Tracking).setting
    callers = any(one.kind == "api" for one in setting.said.sources.values())
    api = (api_observations.routes(setting),) if callers else ()
    return (web.PAGES, web.STOPS, desk_menu.PAGES, *api)


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_doctrack.desk_menu import MENU
    from civicore_doctrack.web import navigation

    return (*navigation(city), *MENU)


@hookimpl
def register_cards() -> Iterable[Card]:
    from civicore_doctrack.desk_menu import CARDS

    return CARDS


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from civicore_doctrack.notices import notices

    return notices(city)


@hookimpl
def register_samples(runtime: Runtime) -> Iterable[Samples]:
    from civicore_doctrack.samples import samples
    from civicore_doctrack.service import Tracking

    return (samples(runtime.services.one(Tracking)),)


@hookimpl
def register_outputs() -> Iterable[Output]:
    from civicore_doctrack.outputs import output

    return (output(),)


@hookimpl
def register_subscriptions(runtime: Runtime) -> Iterable[Subscription]:
    from civicore_doctrack.service import Tracking
    from civicore_doctrack.telling import subscriptions

    return subscriptions(runtime.services.one(Tracking).setting)


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from civicore_doctrack import keeping, keeping_followers
    from civicore_doctrack.service import Tracking

    setting = runtime.services.one(Tracking).setting
    return (keeping_followers.retention(setting), keeping.retention(setting))


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from civicore_doctrack.jobs import jobs
    from civicore_doctrack.service import Tracking

    return jobs(runtime.services.one(Tracking).setting)


@hookimpl
def register_health(runtime: Runtime) -> Iterable[HealthProbe]:
    from civicore_doctrack.health import probe
    from civicore_doctrack.service import Tracking

    return (probe(runtime.services.one(Tracking).setting),)


@hookimpl
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:
    from civicore_doctrack.simulated import simulation

    found = simulation(runtime)
    return () if found is None else (found,)
