"""What is kept about staff. Passwords, tokens and links are kept as hashes only."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class AccountRow(Table, tablename="account"):
    """What every account has, whosever it is; never a table of its own."""

    id = UUID(primary_key=True, default=None)
    email = Text(default=None)
    email_key = Text(default=None)
    name = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    password = Text(null=True, default=None)
    second_factor = UUID(null=True, default=None)
    last_step = BigInt(default=0)
    made_at = Timestamptz(default=None)


class StaffRow(AccountRow, tablename="core_staff"):
    """A member of staff: invited, active or disabled. ``departments`` is a JSON list, absent for all of them.

    ``directory`` names the person in the town's directory (issuer and subject), absent for whoever has a password;
    ``vouched_at`` is when the directory last said that they work here. ``keys`` is the number of security keys.
    """

    role = Text(default=None)
    departments = Text(null=True, default=None)
    directory = Text(null=True, default=None)
    vouched_at = Timestamptz(null=True, default=None)
    keys = Integer(default=0)


class SessionRow(Table, tablename="core_session"):
    """A browser that is signed in. ``complete`` once every factor that is asked for has been given."""

    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None, db_column_name="staff")
    digest = Text(default=None)
    complete = Boolean(default=False)
    made_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)


class VisitRow(Table, tablename="core_staff_visit"):
    """What belongs to a session that came from the directory.

    ``named`` is how the directory calls the session. ``grant`` is sealed: by it the directory is asked again, at
    ``ask_at``; ``answered_at`` is when it last said yes, ``proved_at`` when the person last showed it who they are.
    """

    session = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    named = Text(default=None)
    grant = Text(null=True, default=None)
    answered_at = Timestamptz(default=None)
    ask_at = Timestamptz(default=None)
    proved_at = Timestamptz(null=True, default=None)


class SecurityKeyRow(Table, tablename="core_security_key"):
    """A security key or passkey of a member of staff: what it is called, its public half, how often it signed."""

    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None)
    name = Text(default=None)
    credential = Text(default=None)
    public_key = Text(default=None)
    signed = BigInt(default=0)
    ways = Text(default=None)
    made_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class TokenRow(Table, tablename="core_token"):
    """A bearer token of a member of staff or of a device (``subject`` is the account's id or ``office.device``).

    ``enrolled`` is its kind when it is no bearer token but the cookie of a device's browser. ``expires_at`` is
    absent when it lasts until somebody revokes it.
    """

    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    subject = Text(default=None)
    name = Text(default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    made_by = Text(default=None)
    ended_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)


class LinkRow(Table, tablename="core_link"):
    """A link that works once: ``first`` account, ``invite``, ``reset`` of a password."""

    id = UUID(primary_key=True, default=None)
    purpose = Text(default=None)
    owner = UUID(null=True, default=None, db_column_name="staff")
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class RecoveryRow(Table, tablename="core_recovery"):
    """A recovery code that replaces the second factor once."""

    id = UUID(primary_key=True, default=None)
    owner = UUID(default=None, db_column_name="staff")
    digest = Text(default=None)
    used_at = Timestamptz(null=True, default=None)


class TryRow(Table, tablename="core_try"):
    """How often something was tried; ``key`` is a hash, so nobody can be read from it."""

    id = UUID(primary_key=True, default=None)
    key = Text(default=None)
    tries = Integer(default=0)
    last_at = Timestamptz(default=None)
    next_at = Timestamptz(default=None)


class SwitchRow(Table, tablename="core_suspension"):
    """A suspension that staff switched. ``over`` is what the file said then: when it changes, the file is newer."""

    id = UUID(primary_key=True, default=None)
    suspension = Text(default=None)
    active = Boolean(default=False)
    over = Boolean(default=False)
    reason = Text(default=None)
    by_id = Text(default=None)
    by_name = Text(default=None)
    at = Timestamptz(default=None)


PEOPLE = TableSet(
    app="core_people",
    tables=(StaffRow, SessionRow, VisitRow, SecurityKeyRow, TokenRow, LinkRow, RecoveryRow, TryRow, SwitchRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_staff_email ON core_staff (email_key)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_staff_directory ON core_staff (directory) WHERE directory IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS core_staff_visit_ask ON core_staff_visit (ask_at)",
        "CREATE INDEX IF NOT EXISTS core_staff_visit_owner ON core_staff_visit (owner)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_security_key_credential ON core_security_key (credential)",
        "CREATE INDEX IF NOT EXISTS core_security_key_owner ON core_security_key (owner)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_session_digest ON core_session (digest)",
        "CREATE INDEX IF NOT EXISTS core_session_staff ON core_session (staff)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_token_digest ON core_token (digest)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_link_digest ON core_link (digest)",
        "CREATE INDEX IF NOT EXISTS core_recovery_staff ON core_recovery (staff)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_try_key ON core_try (key)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_suspension_once ON core_suspension (suspension)",
    ),
)
