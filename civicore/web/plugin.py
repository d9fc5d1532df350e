"""The core's own part in the hooks: the kinds of fields that every form knows."""

from __future__ import annotations

from collections.abc import Iterable

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import FieldType
from civicore.web.field_types import CORE_TYPES


class WebPlugin:
    """What the site gives to every city."""

    @hookimpl
    def register_field_types(self) -> Iterable[FieldType]:
        return CORE_TYPES
