"""The core's own part in the hooks: the kinds of fields that every form knows, and its own pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import FieldType, Output
from civicore.runtime import Runtime
from civicore.web.field_types import CORE_TYPES
from civicore.web.here import TEXT_VIEW

NO_OFFICE = "0"  # the page of an office stands in every city, also in one that names none


class WebPlugin:
    """What the site gives to every city."""

    @hookimpl
    def register_field_types(self) -> Iterable[FieldType]:
        return CORE_TYPES

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterable[Output]:
        city = runtime.city

        async def addresses(subject: str) -> Sequence[str]:
            offices = [f"/offices/{name}" for name in city.offices or (NO_OFFICE,)]
            return [*offices, *(f"/pages/{name}" for name in city.pages), f"/view/{TEXT_VIEW}"]

        return (Output("site.pages", addresses),)
