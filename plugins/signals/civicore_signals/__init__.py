"""Signals and correspondence: signals, questions, letters, complaints, proposals, applications for information."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from civicore import (
    Card,
    City,
    Finding,
    HomeBox,
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
    files,
    hookimpl,
)


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_signals.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_signals.lints import check

    return check(city)


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_signals.tables import SIGNALS

    return (SIGNALS,)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.canary import Canary
    from civicore.contracts.changes import FileChange
    from civicore.contracts.dialog import Intent
    from civicore.contracts.drafts import Drafts
    from civicore.contracts.subjects import Subjects
    from civicore.contracts.wording import AuditWords
    from civicore_signals.atlas import map_services
    from civicore_signals.bot_report import Report
    from civicore_signals.canary import SignalCanary
    from civicore_signals.deeds import WORDS
    from civicore_signals.filechange import SentSignals
    from civicore_signals.off_line import OffLine
    from civicore_signals.open_data import Published
    from civicore_signals.service import Cases
    from civicore_signals.subjects import OwnSubjects
    from civicore_signals.work import Desk

    cases = Cases(runtime)
    return (
        Service(Cases, cases),
        Service(Desk, Desk(cases.setting)),
        Service(Published, Published(runtime)),
        Service(Subjects, OwnSubjects(cases.setting)),
        Service(AuditWords, WORDS),
        Service(Canary, SignalCanary(runtime, cases.setting.plan)),
        Service(FileChange, SentSignals(cases.setting)),
        Service(Intent, Report(cases)),
        Service(Drafts, OffLine(cases.setting.plan, runtime.languages)),
        *map_services(runtime.city, cases.setting.plan.map, runtime.languages),
    )


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_signals.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_signals import api_routes, desk_menu, desk_papers, open311, open_data, web, web_map
    from civicore_signals.service import Cases

    plan = runtime.services.one(Cases).setting.plan
    pages = (web.PAGES, Routes("public", web_map.HANDLERS), open_data.PAGES)
    standard = (Routes("standard", open311.HANDLERS),) if plan.open311.enabled else ()
    parts = (*pages, web.STOPS, desk_menu.PAGES, api_routes.routes(plan), *standard)
    largest = desk_papers.rules(plan)
    return [replace(part, handlers=files.bounded(part.handlers, largest)) for part in parts]


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_signals import open_data
    from civicore_signals.desk_menu import MENU
    from civicore_signals.web import navigation

    return (*navigation(city), open_data.MENU, *MENU)


@hookimpl
def register_boxes(runtime: Runtime) -> Iterable[HomeBox]:
    from civicore_signals.web_front import box

    return (box(),)


@hookimpl
def register_cards() -> Iterable[Card]:
    from civicore_signals.desk_menu import CARDS

    return CARDS


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from civicore_signals import drafts, keeping
    from civicore_signals.service import Cases

    return (drafts.retention(runtime), keeping.retention(runtime.services.one(Cases).setting))


@hookimpl
def register_subscriptions(runtime: Runtime) -> Iterable[Subscription]:
    from civicore_signals.jobs import subscriptions
    from civicore_signals.service import Cases

    return subscriptions(runtime.services.one(Cases).setting)


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from civicore_signals import extending, jobs, solved
    from civicore_signals.service import Cases

    setting = runtime.services.one(Cases).setting
    return (*jobs.jobs(setting), *extending.jobs(setting), *solved.jobs(setting))


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from civicore_signals.notices import notices
    from civicore_signals.telling import own_notices

    return (*notices(city), *own_notices(city))


@hookimpl
def register_samples(runtime: Runtime) -> Iterable[Samples]:
    from civicore_signals.samples import samples
    from civicore_signals.service import Cases

    return (samples(runtime.services.one(Cases).setting),)


@hookimpl
def register_outputs(runtime: Runtime) -> Iterable[Output]:
    from civicore_signals import api_routes, open_data, outputs
    from civicore_signals.service import Cases

    setting = runtime.services.one(Cases).setting
    standard = (outputs.standard(setting),) if setting.plan.open311.enabled else ()
    return (outputs.output(setting), *standard, open_data.output(runtime), api_routes.output(setting))


@hookimpl
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:
    from civicore_signals.simulated import simulation

    found = simulation(runtime)
    return () if found is None else (found,)
