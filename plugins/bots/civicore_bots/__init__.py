"""Bots and consultations: one conversation on the web, at kiosks, in messengers and by text message."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import Section, hookimpl


@hookimpl
def register_config() -> Iterable[Section]:
    from civicore_bots.config import SECTIONS

    return SECTIONS
