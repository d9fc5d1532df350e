"""Booking a visit: free times, holds, confirmation, change and cancellation."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import City, Finding, Navigation, Notice, Routes, Runtime, Section, Service, TableSet, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_booking.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_booking.lints import check

    return check(city)


@hookimpl
def register_tables() -> Iterable[TableSet]:
    from civicore_booking.tables import BOOKING

    return (BOOKING,)


@hookimpl
def register_notices(city: City) -> Iterable[Notice]:
    from civicore_booking.notices import notices

    return notices(city)


@hookimpl
def register_services(runtime: Runtime) -> Iterable[Service]:
    from civicore_booking.service import Bookings

    return (Service(Bookings, Bookings(runtime)),)


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_booking.web import PAGES

    return (PAGES,)


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_booking.web import navigation

    return navigation(city)
