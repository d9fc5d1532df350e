"""The core's own tables. Instants are given by the program, never by the database."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class MigrationRow(Table, tablename="core_migration"):
    """A migration that has run here."""

    id = UUID(primary_key=True, default=None)
    app = Text(default=None)
    name = Text(default=None)
    ran_at = Timestamptz(default=None)


class EventRow(Table, tablename="core_event"):
    """News of a committed unit; ``spread_at`` is when its deliveries were written down."""

    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    body = Text(default=None)
    at = Timestamptz(default=None)
    position = BigInt(default=None)
    spread_at = Timestamptz(null=True, default=None)


class EventDelivery(Table, tablename="core_event_delivery"):
    """One event on its way to one subscription: waiting, leased or parked.

    ``next_at`` is when it may be tried next; while it is leased, when the lease ends.
    """

    id = UUID(primary_key=True, default=None)
    event = UUID(default=None)
    subscription = Text(default=None)
    state = Text(default=None)
    tries = Integer(default=0)
    next_at = Timestamptz(default=None)
    lease = UUID(null=True, default=None)
    trouble = Text(null=True, default=None)


class MessageRow(Table, tablename="core_message"):
    """A rendered message to one person: queued, sending, sent, failed, unknown (how it ended) or spare.

    ``withdrawn``: somebody took it back while it was being sent, so it is not tried again. From ``expires_at`` on it
    is of no use to anybody and is not sent any more. ``unsubscribe`` is the address that ends letters of its kind.
    Messages of one ``chain`` say the same by several ways: a spare waits for those of lower ``rank`` to fail, at most
    until ``release_at``. What does not repeat (``repeats``) is never sent again when nobody knows how a try ended.
    ``shown`` is the masked address, which stays when the message is emptied after delivery.
    """

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
    withdrawn = Boolean(default=False)
    expires_at = Timestamptz(null=True, default=None)
    unsubscribe = Text(null=True, default=None)
    chain = UUID(null=True, default=None)
    rank = Integer(default=0)
    release_at = Timestamptz(null=True, default=None)
    repeats = Boolean(default=True)
    actions = Text(default="[]")
    shown = Text(default="")


class DeadAddress(Table, tablename="core_dead_address"):
    """An address that will never work: nothing is sent there until it is revived. ``address`` is casefolded."""

    id = UUID(primary_key=True, default=None)
    channel = Text(default=None)
    address = Text(default=None)
    reason = Text(default=None)
    at = Timestamptz(default=None)


class ChannelPace(Table, tablename="core_channel_pace"):
    """How fast a channel may go, over all processes: it rests, or is ahead of its rate until ``free_at``."""

    channel = Text(primary_key=True, default=None)
    rests_until = Timestamptz(null=True, default=None)
    free_at = Timestamptz(null=True, default=None)


class Attempt(Table, tablename="core_attempt"):
    """One try at sending a message; ``detail`` holds no personal data."""

    id = UUID(primary_key=True, default=None)
    message = UUID(default=None)
    channel = Text(default=None)
    at = Timestamptz(default=None)
    outcome = Text(default=None)
    detail = Text(default=None)


class AuditRow(Table, tablename="core_audit"):
    """Who did what to whom, and when. Lines are added, never changed."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    position = BigInt(default=None)
    actor = Text(default=None)
    action = Text(default=None)
    subject = Text(default=None)
    facts = Text(default=None)


class IdempotencyRow(Table, tablename="core_idempotency"):
    """A request that a client may repeat, and the answer it was given."""

    id = UUID(primary_key=True, default=None)
    scope = Text(default=None)
    key = Text(default=None)
    fingerprint = Text(default=None)
    answer = Text(null=True, default=None)
    at = Timestamptz(default=None)


class LiveTopic(Table, tablename="core_live_topic"):
    """How far a topic has come. Its row is locked by whoever tells something, so that numbers rise as units commit."""

    topic = Text(primary_key=True, default=None)
    seq = BigInt(default=None)
    at = Timestamptz(default=None)


class LiveRow(Table, tablename="core_live"):
    """What was told of a topic, without personal data; kept for an hour."""

    id = UUID(primary_key=True, default=None)
    topic = Text(default=None)
    seq = BigInt(default=None)
    body = Text(default=None)
    at = Timestamptz(default=None)


CORE = TableSet(
    app="core",
    tables=(
        EventRow,
        EventDelivery,
        MessageRow,
        DeadAddress,
        ChannelPace,
        Attempt,
        AuditRow,
        IdempotencyRow,
        LiveTopic,
        LiveRow,
    ),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE INDEX IF NOT EXISTS core_event_new ON core_event (position) WHERE spread_at IS NULL",
        "CREATE INDEX IF NOT EXISTS core_event_position ON core_event (position)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_event_delivery_once ON core_event_delivery (event, subscription)",
        "CREATE INDEX IF NOT EXISTS core_event_delivery_due ON core_event_delivery (next_at)"
        " WHERE state IN ('waiting', 'leased')",
        "CREATE INDEX IF NOT EXISTS core_message_queue ON core_message (channel, next_at, position)"
        " WHERE state IN ('queued', 'sending')",
        "CREATE INDEX IF NOT EXISTS core_message_sending ON core_message (channel, next_at) WHERE state = 'sending'",
        "CREATE INDEX IF NOT EXISTS core_message_withdrawn ON core_message (channel, next_at) WHERE withdrawn",
        "CREATE INDEX IF NOT EXISTS core_message_late ON core_message (channel, expires_at)"
        " WHERE state IN ('queued', 'sending') AND expires_at IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS core_message_open ON core_message (channel, recipient, due_at)"
        " WHERE state IN ('queued', 'sending')",
        "CREATE INDEX IF NOT EXISTS core_message_about ON core_message (about)",
        "CREATE INDEX IF NOT EXISTS core_message_position ON core_message (position)",
        "CREATE INDEX IF NOT EXISTS core_message_ways ON core_message (chain, rank) WHERE chain IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS core_message_release ON core_message (release_at) WHERE state = 'spare'",
        "CREATE INDEX IF NOT EXISTS core_message_given_up ON core_message (position)"
        " WHERE state IN ('failed', 'unknown')",
        "CREATE INDEX IF NOT EXISTS core_message_full ON core_message (due_at)"
        " WHERE state IN ('sent', 'failed', 'unknown') AND (recipient <> '' OR shown <> '')",
        "CREATE INDEX IF NOT EXISTS core_message_empty ON core_message (due_at)"
        " WHERE state IN ('sent', 'failed', 'unknown') AND recipient = '' AND shown = ''",
        "CREATE INDEX IF NOT EXISTS core_message_spare ON core_message (due_at) WHERE state = 'spare'",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_dead_address_once ON core_dead_address (channel, address)",
        "CREATE INDEX IF NOT EXISTS core_dead_address_at ON core_dead_address (at)",
        "CREATE INDEX IF NOT EXISTS core_attempt_message ON core_attempt (message)",
        "CREATE INDEX IF NOT EXISTS core_attempt_at ON core_attempt (at, channel)",
        "CREATE INDEX IF NOT EXISTS core_audit_at ON core_audit (at, position)",
        "CREATE INDEX IF NOT EXISTS core_audit_position ON core_audit (position)",
        "CREATE INDEX IF NOT EXISTS core_audit_subject ON core_audit (subject)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_idempotency_once ON core_idempotency (scope, key)",
        "CREATE INDEX IF NOT EXISTS core_idempotency_at ON core_idempotency (at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_live_once ON core_live (topic, seq)",
        "CREATE INDEX IF NOT EXISTS core_live_at ON core_live (at)",
        "CREATE INDEX IF NOT EXISTS core_live_topic_at ON core_live_topic (at)",
    ),
)
