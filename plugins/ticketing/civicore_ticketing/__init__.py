"""The waiting room: tickets, queues, counters, boards, the visitor's own ticket, statistics."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import (
    Card,
    City,
    DeviceScreen,
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
    from civicore_ticketing.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_ticketing.lints import check

    return check(city)


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_ticketing.tables import TICKETING

    return (TICKETING,)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.admission import Door
    from civicore.contracts.changes import FileChange
    from civicore.contracts.dialog import Intent
    from civicore.contracts.past import Retrospect
    from civicore.contracts.subjects import Subjects
    from civicore.contracts.wording import AuditWords
    from civicore_ticketing.board_view import Boards
    from civicore_ticketing.bot_ticket import MyTicket
    from civicore_ticketing.deeds import WORDS
    from civicore_ticketing.door import OwnDoor
    from civicore_ticketing.filechange import WaitingPeople
    from civicore_ticketing.retrospect import OwnRetrospect
    from civicore_ticketing.service import Queues
    from civicore_ticketing.subjects import OwnSubjects

    queues, boards = Queues(runtime), Boards(runtime)
    return (
        Service(Queues, queues),
        Service(Boards, boards),
        Service(Intent, MyTicket(queues, boards)),
        Service(Door, OwnDoor(queues.setting)),
        Service(Subjects, OwnSubjects(runtime)),
        Service(AuditWords, WORDS),
        Service(Retrospect, OwnRetrospect(queues.setting)),
        Service(FileChange, WaitingPeople(queues.setting)),
    )


@hookimpl
def register_subscriptions(runtime: Runtime) -> Iterable[Subscription]:
    from civicore_ticketing.jobs import subscriptions
    from civicore_ticketing.service import Queues

    return subscriptions(runtime.services.one(Queues).setting)


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from civicore_ticketing.jobs import jobs
    from civicore_ticketing.service import Queues

    return jobs(runtime.services.one(Queues).setting)


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from civicore_ticketing.keeping import retention
    from civicore_ticketing.service import Queues

    return (retention(runtime.services.one(Queues).setting),)


@hookimpl
def register_health(runtime: Runtime) -> Iterable[HealthProbe]:
    from civicore_ticketing import board_voice
    from civicore_ticketing.health import probe
    from civicore_ticketing.service import Queues

    return (probe(runtime.services.one(Queues).setting), board_voice.probe(runtime))


@hookimpl
def register_samples(runtime: Runtime) -> Iterable[Samples]:
    from civicore_ticketing.samples import samples
    from civicore_ticketing.service import Queues

    return (samples(runtime.services.one(Queues).setting),)


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_ticketing.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_ticketing import (
        api_boards,
        api_counters_described,
        api_devices,
        board,
        board_text,
        counter_menu,
        kiosk,
        phone,
        remote,
        statistics_pages,
    )

    return (
        kiosk.PAGES,
        api_devices.routes(runtime),
        counter_menu.PAGES,
        api_counters_described.routes(runtime.city),
        board.PAGES,
        board_text.PAGES,
        api_boards.OPERATIONS,
        Routes("public", [*phone.HANDLERS, *remote.HANDLERS]),
        statistics_pages.PAGES,
    )


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_ticketing import board_text, statistics_pages
    from civicore_ticketing.counter_menu import MENU

    return (*MENU, board_text.MENU, statistics_pages.MENU)


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from civicore_ticketing.notices import notices

    return notices(city)


@hookimpl
def register_cards() -> Iterable[Card]:
    from civicore_ticketing.counter_menu import CARDS

    return CARDS


@hookimpl
def register_screens(city: City) -> Iterable[DeviceScreen]:
    from civicore_ticketing import board, counter_menu, kiosk

    return (*kiosk.SCREENS, *board.SCREENS, *counter_menu.SCREENS)


@hookimpl
def register_outputs(runtime: Runtime) -> Iterable[Output]:
    from civicore_ticketing.outputs import output

    return (output(runtime),)


@hookimpl
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:
    from civicore_ticketing.simulated import simulation

    found = simulation(runtime)
    return () if found is None else (found,)
