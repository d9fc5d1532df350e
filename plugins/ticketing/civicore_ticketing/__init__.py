"""The waiting room: tickets, queues, counters, boards, the visitor's own ticket, statistics."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import City, DeviceScreen, Finding, Permission, Routes, Runtime, Section, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_ticketing.config import SECTION

    return (SECTION,)


@hookimpl
def check_city(city: City) -> Iterable[Finding]:
    from civicore_ticketing.lints import check

    return check(city)


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_ticketing.rights import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes(runtime: Runtime) -> Iterable[Routes]:
    from civicore_ticketing import kiosk

    return (kiosk.PAGES,)


@hookimpl
def register_screens(city: City) -> Iterable[DeviceScreen]:
    from civicore_ticketing.kiosk import SCREENS

    return SCREENS
