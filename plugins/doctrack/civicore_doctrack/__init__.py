"""Document tracking: the stage of a document that is being made, and news of it."""

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
    from civicore.contracts.wording import AuditWords
    from civicore_doctrack.deeds import WORDS
    from civicore_doctrack.service import Tracking

    return (Service(Tracking, Tracking(runtime)), Service(AuditWords, WORDS))


@hookimpl
def register_permissions() -> Iterable[Permission]:
    from civicore_doctrack.rights import PERMISSIONS

    return PERMISSIONS
