"""The tables of signals as of the first version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, DoublePrecision, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import migration

ID = "signals_0001_first"


class CaseRow(Table, tablename="signals_case"):
    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    category = Text(default=None)
    number = Text(null=True, default=None)
    number_key = Text(null=True, default=None)
    registered_on = Date(null=True, default=None)
    status = Text(default=None)
    outcome = Text(null=True, default=None)
    unit = Text(default=None)
    clerk = UUID(null=True, default=None)
    topic = Text(null=True, default=None)
    text = Text(default=None)
    search = Text(default=None)
    answers = Text(default="{}")
    lat = DoublePrecision(null=True, default=None)
    lon = DoublePrecision(null=True, default=None)
    address = Text(null=True, default=None)
    area = Text(null=True, default=None)
    because = Text(null=True, default=None)
    areas_version = Text(null=True, default=None)
    origin = Text(default=None)
    language = Text(default=None)
    received_at = Timestamptz(default=None)
    registered_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)
    state = Text(default=None)
    published = Text(default="{}")
    hidden = Boolean(default=False)
    clock = Text(default="{}")
    due_on = Date(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    silence_on = Date(null=True, default=None)
    merged_into = UUID(null=True, default=None)
    parent = UUID(null=True, default=None)
    reopened = Integer(default=0)
    version = Integer(default=0)
    network = Text(null=True, default=None)
    heard_at = Timestamptz(null=True, default=None)
    body = Text(null=True, default=None)
    happened_on = Date(null=True, default=None)
    events = Integer(default=0)


class SenderRow(Table, tablename="signals_sender"):
    case_id = UUID(primary_key=True, default=None)
    account = UUID(null=True, default=None)
    holder = Text(default=None)
    name = Text(null=True, default=None)
    organisation = Text(null=True, default=None)
    email = Text(null=True, default=None)
    email_key = Text(null=True, default=None)
    phone = Text(null=True, default=None)
    address = Text(null=True, default=None)
    language = Text(default=None)
    email_confirmed = Boolean(default=False)
    bounced_at = Timestamptz(null=True, default=None)
    filed_at = Timestamptz(default=None)


class EventRow(Table, tablename="signals_event"):
    id = UUID(primary_key=True, default=None)
    case_id = UUID(default=None)
    seq = Integer(default=None)
    at = Timestamptz(default=None)
    kind = Text(default=None)
    actor = Text(default=None)
    public = Boolean(default=False)
    status = Text(null=True, default=None)
    unit = Text(null=True, default=None)
    outcome = Text(null=True, default=None)
    text = Text(default="")
    facts = Text(default="{}")


class TokenRow(Table, tablename="signals_token"):
    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    purpose = Text(default=None)
    bound = Text(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class FollowerRow(Table, tablename="signals_follower"):
    id = UUID(primary_key=True, default=None)
    case_id = UUID(default=None)
    account = UUID(null=True, default=None)
    email = Text(default=None)
    email_key = Text(default=None)
    language = Text(default=None)
    asked_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    came_from = UUID(null=True, default=None)


class FileRow(Table, tablename="signals_file"):
    id = UUID(primary_key=True, default=None)
    case_id = UUID(default=None)
    event = UUID(null=True, default=None)
    kind = Text(default=None)
    name = Text(default="")
    source = Text(default=None)
    position = Integer(default=0)
    added_at = Timestamptz(default=None)
    approved = Boolean(default=False)
    redacted = Boolean(default=False)


class NumberRow(Table, tablename="signals_number"):
    key = Text(primary_key=True, default=None)
    last = Integer(default=None)


class ObservationRow(Table, tablename="signals_observation"):
    id = UUID(primary_key=True, default=None)
    case_id = UUID(default=None)
    feed = Text(default=None)
    key = Text(default=None)
    status = Text(default=None)
    said_at = Text(default="")
    at = Timestamptz(default=None)
    mark = Text(default="")
    text = Text(default="")
    seen_at = Timestamptz(default=None)


class LedgerRow(Table, tablename="signals_ledger"):
    id = UUID(primary_key=True, default=None)
    day = Date(default=None)
    what = Text(default=None)
    kind = Text(default=None)
    number = Integer(default=0)


async def forwards() -> MigrationManager:
    return migration(
        ID,
        "signals",
        creates=[CaseRow, SenderRow, EventRow, TokenRow, FollowerRow, FileRow, NumberRow, ObservationRow, LedgerRow],
    )
