"""The names plugins may use, and nothing else.

A name is imported when it is first asked for, so ``civicore check`` does not load the web server. Longer than other
modules because everything a plugin may use stands in one list.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

os.environ.setdefault("PICCOLO_CONF", "civicore.piccolo_conf")

if TYPE_CHECKING:
    from civicore import capacity, files, maps, puzzle, ways
    from civicore.base.calendar import Closure, OpenDay
    from civicore.base.clock import Clock, whole_second
    from civicore.base.codes import Alphabet, Keyring, between, new_id, same, secret
    from civicore.base.deadlines import CalendarEnds, Due, Rule, Step, Workdays, due_day
    from civicore.base.gathering import Gathered
    from civicore.base.networks import address_form, network_form
    from civicore.base.refusal import Refusal
    from civicore.base.saying import say
    from civicore.base.sheet import SheetRow, read_sheet, sheet_beginning
    from civicore.base.spans import DateSpan, Duration, Interval, TimeRange, instant_at
    from civicore.base.text import Text, fold
    from civicore.canary.quiet import quiet
    from civicore.citizens.here import CitizenHere, citizen_here, citizen_required
    from civicore.demo.citizens import settlers
    from civicore.deployment import kinds
    from civicore.deployment.block import Block, says
    from civicore.deployment.city import City
    from civicore.deployment.kind import DayNumber
    from civicore.deployment.model.texting import SmsBooking
    from civicore.deployment.policy import overlaid
    from civicore.deployment.replaced import Deprecated
    from civicore.devices.here import own_device
    from civicore.devices.kiosk import Kiosk
    from civicore.devices.kiosk_leaf import MOST_CHOICES, Leaf, leaf
    from civicore.devices.kiosk_memory import toggled
    from civicore.devices.places import DeviceHere
    from civicore.devices.printer import Printed, Printer, PrinterState
    from civicore.devices.raster import picture_of
    from civicore.devices.slips import Slip, SlipLine
    from civicore.extension.channels import Action, Attachment, CannotSend, Channel, ChannelMessage
    from civicore.extension.grants import NotGranted
    from civicore.extension.hookspecs import hookimpl
    from civicore.extension.machines import DeviceDriver, DeviceScreen, KioskButton
    from civicore.extension.parts import (
        Card,
        FieldType,
        Finding,
        HealthProbe,
        HomeBox,
        Job,
        Lifespan,
        Navigation,
        Notice,
        OnlineCheck,
        Output,
        Permission,
        Retention,
        Routes,
        Samples,
        Section,
        Service,
        Subscription,
        TableSet,
    )
    from civicore.extension.simulations import Invariant, Move, Simulation
    from civicore.live.since import told_since
    from civicore.messaging.languages import Languages, Msgid
    from civicore.messaging.sms.alphabet import paid_messages
    from civicore.people.attempts import Attempts
    from civicore.people.colleagues import colleagues
    from civicore.people.names import staff_names
    from civicore.people.principals import Principal, current, needs
    from civicore.people.programs import demo_key, program_of
    from civicore.people.suspension import Suspension
    from civicore.people.throttle import Brake
    from civicore.planning.named import Named, NamedRecords, rename_all, still_needed
    from civicore.repairs.repair import Repair
    from civicore.runtime import Runtime
    from civicore.storage.audit import AuditFilter, audit_lines
    from civicore.storage.memory import Memory
    from civicore.storage.messages import Fate, messages_about, undelivered
    from civicore.storage.migration import migration
    from civicore.storage.serving import Served
    from civicore.storage.statement import Insertion, Statement
    from civicore.storage.steady import Steady
    from civicore.storage.telling import LiveEvent
    from civicore.storage.transaction import StoreBusy
    from civicore.storage.unit_of_work import UnitOfWork
    from civicore.web.api_answers import JsonAnswer
    from civicore.web.api_requests import (
        ApiBadRequest,
        ApiBody,
        ApiInstant,
        api_body,
        api_query,
        idempotency_key,
        on_bad_request,
        unprocessable,
    )
    from civicore.web.asked import Asked
    from civicore.web.drawings import Drawings
    from civicore.web.errors import problem
    from civicore.web.forms import Answers, Choice, Field, FieldError, Form
    from civicore.web.kept import for_everybody
    from civicore.web.live import live_stream
    from civicore.web.openapi import ApiAnswer, ApiOperation, ApiParameter, described
    from civicore.web.opening import opening
    from civicore.web.pages import href, language, page, redirect, site
    from civicore.web.requests import AnyRequest
    from civicore.web.typed_text import tamed

_HOMES = {
    "base.calendar": "Closure OpenDay",
    "base.clock": "Clock whole_second",
    "base.codes": "Alphabet Keyring between new_id same secret",
    "base.deadlines": "CalendarEnds Due Rule Step Workdays due_day",
    "base.gathering": "Gathered",
    "base.networks": "address_form network_form",
    "base.refusal": "Refusal",
    "base.saying": "say",
    "base.sheet": "SheetRow read_sheet sheet_beginning",
    "base.spans": "DateSpan Duration Interval TimeRange instant_at",
    "base.text": "Text fold",
    "canary.quiet": "quiet",
    "capacity": "capacity",
    "citizens.here": "CitizenHere citizen_here citizen_required",
    "demo.citizens": "settlers",
    "deployment": "kinds",
    "deployment.block": "Block says",
    "deployment.city": "City",
    "deployment.kind": "DayNumber",
    "deployment.model.texting": "SmsBooking",
    "deployment.policy": "overlaid",
    "deployment.replaced": "Deprecated",
    "devices.here": "own_device",
    "devices.kiosk": "Kiosk",
    "devices.kiosk_leaf": "MOST_CHOICES Leaf leaf",
    "devices.kiosk_memory": "toggled",
    "devices.places": "DeviceHere",
    "devices.printer": "Printed Printer PrinterState",
    "devices.raster": "picture_of",
    "devices.slips": "Slip SlipLine",
    "extension.channels": "Action Attachment CannotSend Channel ChannelMessage",
    "extension.grants": "NotGranted",
    "extension.hookspecs": "hookimpl",
    "extension.machines": "DeviceDriver DeviceScreen KioskButton",
    "extension.parts": "Card FieldType Finding HealthProbe HomeBox Job Lifespan Navigation Notice OnlineCheck Output "
    "Permission Retention Routes Samples Section Service Subscription TableSet",
    "extension.simulations": "Invariant Move Simulation",
    "files": "files",
    "live.since": "told_since",
    "maps": "maps",
    "messaging.languages": "Languages Msgid",
    "messaging.sms.alphabet": "paid_messages",
    "people.attempts": "Attempts",
    "people.colleagues": "colleagues",
    "people.names": "staff_names",
    "people.principals": "Principal current needs",
    "people.programs": "demo_key program_of",
    "people.suspension": "Suspension",
    "people.throttle": "Brake",
    "repairs.repair": "Repair",
    "planning.named": "Named NamedRecords rename_all still_needed",
    "puzzle": "puzzle",
    "runtime": "Runtime",
    "storage.audit": "AuditFilter audit_lines",
    "storage.memory": "Memory",
    "storage.messages": "Fate messages_about undelivered",
    "storage.migration": "migration",
    "storage.serving": "Served",
    "storage.statement": "Insertion Statement",
    "storage.steady": "Steady",
    "storage.telling": "LiveEvent",
    "storage.transaction": "StoreBusy",
    "storage.unit_of_work": "UnitOfWork",
    "web.api_answers": "JsonAnswer",
    "web.api_requests": "ApiBadRequest ApiBody ApiInstant api_body api_query idempotency_key on_bad_request "
    "unprocessable",
    "web.asked": "Asked",
    "web.drawings": "Drawings",
    "web.errors": "problem",
    "web.forms": "Answers Choice Field FieldError Form",
    "web.kept": "for_everybody",
    "web.live": "live_stream",
    "web.openapi": "ApiAnswer ApiOperation ApiParameter described",
    "web.opening": "opening",
    "web.pages": "href language page redirect site",
    "web.requests": "AnyRequest",
    "web.typed_text": "tamed",
    "ways": "ways",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "MOST_CHOICES",
    "Action",
    "Alphabet",
    "Answers",
    "AnyRequest",
    "ApiAnswer",
    "ApiBadRequest",
    "ApiBody",
    "ApiInstant",
    "ApiOperation",
    "ApiParameter",
    "Asked",
    "Attachment",
    "Attempts",
    "AuditFilter",
    "Block",
    "Brake",
    "CalendarEnds",
    "CannotSend",
    "Card",
    "Channel",
    "ChannelMessage",
    "Choice",
    "CitizenHere",
    "City",
    "Clock",
    "Closure",
    "DateSpan",
    "DayNumber",
    "Deprecated",
    "DeviceDriver",
    "DeviceHere",
    "DeviceScreen",
    "Drawings",
    "Due",
    "Duration",
    "Fate",
    "Field",
    "FieldError",
    "FieldType",
    "Finding",
    "Form",
    "Gathered",
    "HealthProbe",
    "HomeBox",
    "Insertion",
    "Interval",
    "Invariant",
    "Job",
    "JsonAnswer",
    "Keyring",
    "Kiosk",
    "KioskButton",
    "Languages",
    "Leaf",
    "Lifespan",
    "LiveEvent",
    "Memory",
    "Move",
    "Msgid",
    "Named",
    "NamedRecords",
    "Navigation",
    "NotGranted",
    "Notice",
    "OnlineCheck",
    "OpenDay",
    "Output",
    "Permission",
    "Principal",
    "Printed",
    "Printer",
    "PrinterState",
    "Refusal",
    "Repair",
    "Retention",
    "Routes",
    "Rule",
    "Runtime",
    "Samples",
    "Section",
    "Served",
    "Service",
    "SheetRow",
    "Simulation",
    "Slip",
    "SlipLine",
    "SmsBooking",
    "Statement",
    "Steady",
    "Step",
    "StoreBusy",
    "Subscription",
    "Suspension",
    "TableSet",
    "Text",
    "TimeRange",
    "UnitOfWork",
    "Workdays",
    "address_form",
    "api_body",
    "api_query",
    "audit_lines",
    "between",
    "capacity",
    "citizen_here",
    "citizen_required",
    "colleagues",
    "current",
    "demo_key",
    "described",
    "due_day",
    "files",
    "fold",
    "for_everybody",
    "hookimpl",
    "href",
    "idempotency_key",
    "instant_at",
    "kinds",
    "language",
    "leaf",
    "live_stream",
    "maps",
    "messages_about",
    "migration",
    "needs",
    "network_form",
    "new_id",
    "on_bad_request",
    "opening",
    "overlaid",
    "own_device",
    "page",
    "paid_messages",
    "picture_of",
    "problem",
    "program_of",
    "puzzle",
    "quiet",
    "read_sheet",
    "redirect",
    "rename_all",
    "same",
    "say",
    "says",
    "secret",
    "settlers",
    "sheet_beginning",
    "site",
    "staff_names",
    "still_needed",
    "tamed",
    "toggled",
    "told_since",
    "undelivered",
    "unprocessable",
    "ways",
    "whole_second",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'civicore' has no attribute {name!r}")
    module = import_module(f"civicore.{home}")
    value = module if home == name else getattr(module, name)
    globals()[name] = value
    return value
