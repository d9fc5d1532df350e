"""The tables of signals: cases, who sent them, what happened, links, followers, files, registers, the ledger.

Personal data stands in the tables of senders and followers and in texts, nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Boolean, Date, DoublePrecision, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore import TableSet
from civicore_signals import originals
from civicore_signals.drafts import INDEXES as DRAFT_INDEXES
from civicore_signals.drafts import DraftRow


class CaseRow(Table, tablename="signals_case"):
    """A case. ``number_key`` is the number folded for search, ``search`` the folded words of topic and text.

    ``answers``, ``published`` and ``clock`` are JSON; ``due_on`` and ``silence_on`` repeat the clock for queries.
    ``network`` is the keyed hash of where it was filed from, kept for the declared time alone. ``heard_at``: when the
    sender was last told anything but the receipt. ``asked_solved_at``: when the sender was asked whether it is solved.
    ``events`` counts what happened, so that each event has its number.
    """

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
    asked_solved_at = Timestamptz(null=True, default=None)


class SenderRow(Table, tablename="signals_sender"):
    """Who filed a case. ``email_key`` is the keyed hash of the address; ``bounced_at``: letters do not arrive there."""

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
    """What happened to a case, numbered from 1; ``facts`` are JSON without personal data."""

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
    """A secret link, as a keyed hash: ``bound`` says what it opens (``case:<uuid>``, ``mine:<hash>``)."""

    id = UUID(primary_key=True, default=None)
    digest = Text(default=None)
    purpose = Text(default=None)
    bound = Text(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class FollowerRow(Table, tablename="signals_follower"):
    """Somebody who wants to hear of a case: an account, or an address that must be confirmed first."""

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
    """A kept upload of a case. ``event``: it came later, with an answer. ``approved``: strangers may see it."""

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
    """A register: ``key`` is its stream and its year (``01|2026``, ``01|`` where numbers never begin anew)."""

    key = Text(primary_key=True, default=None)
    last = Integer(default=None)


class ObservationRow(Table, tablename="signals_observation"):
    """What another system said about a case, as it was said; ``at`` is what we take its instant to be."""

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
    """What was erased, as counts without content: ``contacts``, ``case``, ``unconfirmed`` by day and kind."""

    id = UUID(primary_key=True, default=None)
    day = Date(default=None)
    what = Text(default=None)
    kind = Text(default=None)
    number = Integer(default=0)


_PUBLIC = "WHERE state = 'live' AND registered_at IS NOT NULL"

SIGNALS = TableSet(
    app="signals",
    tables=(
        CaseRow,
        SenderRow,
        EventRow,
        TokenRow,
        FollowerRow,
        FileRow,
        NumberRow,
        ObservationRow,
        LedgerRow,
        DraftRow,
        originals.OriginalRow,
    ),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        *DRAFT_INDEXES,
        "CREATE UNIQUE INDEX IF NOT EXISTS signals_case_number ON signals_case (number_key)",
        f"CREATE INDEX IF NOT EXISTS signals_case_public ON signals_case (received_at, id) {_PUBLIC}",
        "CREATE INDEX IF NOT EXISTS signals_case_category ON signals_case (category, received_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_area ON signals_case (area, received_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_status ON signals_case (status, received_at, id)",
        f"CREATE INDEX IF NOT EXISTS signals_case_place ON signals_case (lat, lon) {_PUBLIC}",
        "CREATE INDEX IF NOT EXISTS signals_case_received ON signals_case (received_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_unread ON signals_case"
        " (published, received_at, id, kind, category, unit, state, hidden, merged_into)"
        " WHERE published = '{}' AND state = 'live'",
        "CREATE INDEX IF NOT EXISTS signals_case_changed ON signals_case (changed_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_kind ON signals_case (kind, received_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_unit ON signals_case (unit, received_at, id)",
        "CREATE INDEX IF NOT EXISTS signals_case_still ON signals_case (received_at, id) WHERE closed_at IS NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_clerk ON signals_case (clerk, received_at) WHERE clerk IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_open ON signals_case (due_at, id) WHERE closed_at IS NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_closed ON signals_case (closed_at, id) WHERE closed_at IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_silence ON signals_case (silence_on) WHERE silence_on IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_merged ON signals_case (merged_into) WHERE merged_into IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_parent ON signals_case (parent) WHERE parent IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_network ON signals_case (received_at) WHERE network IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS signals_case_unconfirmed ON signals_case (received_at) WHERE state = 'unconfirmed'",
        "CREATE INDEX IF NOT EXISTS signals_sender_account ON signals_sender (account, filed_at)",
        "CREATE INDEX IF NOT EXISTS signals_sender_email ON signals_sender (email_key, filed_at)",
        "CREATE INDEX IF NOT EXISTS signals_sender_phone ON signals_sender (phone, filed_at) WHERE phone IS NOT NULL",
        "CREATE UNIQUE INDEX IF NOT EXISTS signals_event_order ON signals_event (case_id, seq)",
        "CREATE INDEX IF NOT EXISTS signals_event_at ON signals_event (kind, at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS signals_token_digest ON signals_token (digest)",
        "CREATE INDEX IF NOT EXISTS signals_token_bound ON signals_token (bound)",
        "CREATE INDEX IF NOT EXISTS signals_token_expires ON signals_token (expires_at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS signals_follower_once ON signals_follower (case_id, email_key)",
        "CREATE INDEX IF NOT EXISTS signals_follower_account ON signals_follower (account)",
        "CREATE INDEX IF NOT EXISTS signals_follower_email ON signals_follower (email_key)",
        "CREATE INDEX IF NOT EXISTS signals_file_case ON signals_file (case_id, position)",
        "CREATE UNIQUE INDEX IF NOT EXISTS signals_observation_once ON signals_observation (feed, key)",
        "CREATE INDEX IF NOT EXISTS signals_observation_case ON signals_observation (case_id, at)",
        "CREATE INDEX IF NOT EXISTS signals_observation_odd ON signals_observation (seen_at) WHERE mark <> ''",
        "CREATE INDEX IF NOT EXISTS signals_ledger_day ON signals_ledger (day)",
        *originals.INDEXES,
    ),
)
