"""The core's tables as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.storage.migration import migration

ID = "core_0001_first"


class EventRow(Table, tablename="core_event"):
    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    body = Text(default=None)
    at = Timestamptz(default=None)
    position = BigInt(default=None)
    spread_at = Timestamptz(null=True, default=None)


class EventDelivery(Table, tablename="core_event_delivery"):
    id = UUID(primary_key=True, default=None)
    event = UUID(default=None)
    subscription = Text(default=None)
    state = Text(default=None)
    tries = Integer(default=0)
    next_at = Timestamptz(default=None)
    lease = UUID(null=True, default=None)
    trouble = Text(null=True, default=None)


class MessageRow(Table, tablename="core_message"):
    id = UUID(primary_key=True, default=None)
    about = Text(default=None)
    notice = Text(default=None)
    purpose = Text(default=None)
    channel = Text(default=None)
    recipient = Text(default=None)
    language = Text(default=None)
    subject = Text(default=None)
    text = Text(default=None)
    html = Text(null=True, default=None)
    attachments = Text(default=None)
    made_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    position = BigInt(default=None)
    state = Text(default=None)
    tries = Integer(default=0)
    next_at = Timestamptz(default=None)
    lease = UUID(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    forget = Boolean(default=False)


class Attempt(Table, tablename="core_attempt"):
    id = UUID(primary_key=True, default=None)
    message = UUID(default=None)
    channel = Text(default=None)
    at = Timestamptz(default=None)
    outcome = Text(default=None)
    detail = Text(default=None)


class AuditRow(Table, tablename="core_audit"):
    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    position = BigInt(default=None)
    actor = Text(default=None)
    action = Text(default=None)
    subject = Text(default=None)
    facts = Text(default=None)


class IdempotencyRow(Table, tablename="core_idempotency"):
    id = UUID(primary_key=True, default=None)
    scope = Text(default=None)
    key = Text(default=None)
    fingerprint = Text(default=None)
    answer = Text(null=True, default=None)
    at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    return migration(ID, "core", creates=[EventRow, EventDelivery, MessageRow, Attempt, AuditRow, IdempotencyRow])
