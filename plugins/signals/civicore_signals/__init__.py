"""Signals and correspondence: signals, questions, letters, complaints, proposals, applications for information."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import (
    City,
    Finding,
    Permission,
    Runtime,
    Section,
    Service,
    TableSet,
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
    from civicore_signals.service import Cases
    from civicore_signals.work import Desk

    return (Service(Cases, Cases(runtime)), Service(Desk, Desk(runtime)))


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_signals.rights import PERMISSIONS

    return PERMISSIONS
