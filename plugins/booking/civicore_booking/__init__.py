"""Booking a visit: free times, holds, confirmation, change and cancellation."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import City, Finding, Navigation, Routes, Runtime, Section, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_booking.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_booking.lints import check

    return check(city)


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_booking.web import PAGES

    return (PAGES,)


@hookimpl
def register_navigation(city: City) -> Iterable[Navigation]:
    from civicore_booking.web import navigation

    return navigation(city)
