"""Booking a visit: free times, holds, confirmation, change and cancellation."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import (
    Card,
    City,
    Finding,
    HealthProbe,
    Job,
    KioskButton,
    Lifespan,
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
    from civicore_booking.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_booking import lints, sms_lints

    return (*lints.check(city), *sms_lints.check(city))


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_booking.tables import BOOKING

    return (BOOKING,)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore.contracts.admission import Promises
    from civicore.contracts.canary import Canary
    from civicore.contracts.changes import FileChange
    from civicore.contracts.dialog import Intent
    from civicore.contracts.hours import LiveClosures
    from civicore.contracts.importing import Imports
    from civicore.contracts.incoming_mail import LetterWork
    from civicore.contracts.offers import Bookable
    from civicore.contracts.past import PastPromises
    from civicore.contracts.subjects import Subjects
    from civicore.contracts.texting import TextTalk
    from civicore.contracts.wording import AuditWords
    from civicore_booking.bot_booking import Book
    from civicore_booking.bot_cancelling import Cancel
    from civicore_booking.canary import BookingCanary
    from civicore_booking.deeds import WORDS
    from civicore_booking.filechange import BookedVisits
    from civicore_booking.importing import BookingImports
    from civicore_booking.letters_work import OwnLetters
    from civicore_booking.offers import OwnBookable
    from civicore_booking.promises import DeskClosures, OwnPromises
    from civicore_booking.service import Bookings
    from civicore_booking.sms import SmsTalk
    from civicore_booking.subjects import OwnSubjects

    bookings = Bookings(runtime)
    promises = OwnPromises(bookings.setting)
    return (
        Service(Bookings, bookings),
        Service(Promises, promises),
        Service(Canary, BookingCanary(runtime)),
        Service(PastPromises, promises),
        Service(Bookable, OwnBookable(bookings)),
        Service(LiveClosures, DeskClosures()),
        Service(Subjects, OwnSubjects(runtime)),
        Service(AuditWords, WORDS),
        Service(TextTalk, SmsTalk(bookings)),
        Service(Intent, Book(bookings)),
        Service(Intent, Cancel(bookings)),
        Service(LetterWork, OwnLetters(bookings.setting)),
        Service(Imports, BookingImports(bookings.setting)),
        Service(FileChange, BookedVisits(bookings.setting)),
    )


@hookimpl
def register_lifespan(runtime: Runtime) -> Iterable[Lifespan]:
    from civicore_booking.service import Bookings
    from civicore_booking.settling import lifespan

    return (lifespan(runtime.services.one(Bookings).setting),)


@hookimpl
def register_subscriptions(runtime: Runtime) -> Iterable[Subscription]:
    from civicore_booking.jobs import subscriptions
    from civicore_booking.service import Bookings

    return subscriptions(runtime.services.one(Bookings).setting)


@hookimpl
def register_jobs(runtime: Runtime) -> Iterable[Job]:
    from civicore_booking.jobs import jobs
    from civicore_booking.service import Bookings

    return jobs(runtime.services.one(Bookings).setting)


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from civicore_booking.notices import notices

    return notices(city)


@hookimpl
def register_health(runtime: Runtime) -> Iterable[HealthProbe]:
    from civicore_booking.renaming import probe
    from civicore_booking.service import Bookings

    return (probe(runtime.services.one(Bookings).setting),)


@hookimpl
def register_retention(runtime: Runtime) -> Iterable[Retention]:
    from civicore_booking.keeping import retention
    from civicore_booking.service import Bookings

    return (retention(runtime.services.one(Bookings).setting),)


@hookimpl
def register_samples(runtime: Runtime) -> Iterable[Samples]:
    from civicore_booking.letter_samples import letters
    from civicore_booking.samples import samples
    from civicore_booking.service import Bookings

    setting = runtime.services.one(Bookings).setting
    return (samples(setting), letters(setting))


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_booking.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_booking import api_routes, desk_menu, kiosk
    from civicore_booking.web import PAGES

    return (PAGES, desk_menu.PAGES, kiosk.PAGES, api_routes.routes(runtime))


@hookimpl
def register_kiosk_buttons(city: City) -> Iterable[KioskButton]:
    from civicore_booking.kiosk_stand import buttons

    return buttons(city)


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_booking.desk_menu import menu
    from civicore_booking.web import navigation

    return (*navigation(city), *menu(city))


@hookimpl
def register_cards() -> Iterable[Card]:
    from civicore_booking.desk_menu import CARDS

    return CARDS


@hookimpl
def register_outputs(runtime: Runtime) -> Iterable[Output]:
    from civicore_booking.outputs import output

    return (output(runtime),)


@hookimpl
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:
    from civicore_booking.simulated import simulation

    found = simulation(runtime)
    return () if found is None else (found,)
