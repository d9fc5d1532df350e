"""What is kept about citizens who have an account. Passwords, cookies and links are kept as hashes only."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, Text, Timestamptz

from civicore.extension.parts import TableSet
from civicore.people.tables import AccountRow, LinkRow, RecoveryRow, SessionRow


class CitizenRow(AccountRow, tablename="core_citizen"):
    """A person or a company: ``waiting`` until its e-mail is confirmed, then ``active``.

    Several registrations may wait under one address; only one account is active. ``wanted_email`` is the new
    address that has not confirmed yet.
    """

    holder = Text(default=None)
    organisation = Text(null=True, default=None)
    company_number = Text(null=True, default=None)
    phone = Text(null=True, default=None)
    address = Text(null=True, default=None)
    wanted_email = Text(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)


class CitizenSessionRow(SessionRow, tablename="core_citizen_session"):
    """A browser in which a citizen is signed in."""

    owner = UUID(default=None)


class CitizenLinkRow(LinkRow, tablename="core_citizen_link"):
    """A link that works once: ``verify`` an address, ``reset`` a password, ``email`` for a new address."""

    owner = UUID(null=True, default=None)


class CitizenRecoveryRow(RecoveryRow, tablename="core_citizen_recovery"):
    """A recovery code of a citizen's second factor."""

    owner = UUID(default=None)


CITIZENS = TableSet(
    app="core_citizens",
    tables=(CitizenRow, CitizenSessionRow, CitizenLinkRow, CitizenRecoveryRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_citizen_email ON core_citizen (email_key) WHERE state = 'active'",
        "CREATE INDEX IF NOT EXISTS core_citizen_state ON core_citizen (state, made_at)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_citizen_session_digest ON core_citizen_session (digest)",
        "CREATE INDEX IF NOT EXISTS core_citizen_session_owner ON core_citizen_session (owner)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_citizen_link_digest ON core_citizen_link (digest)",
        "CREATE INDEX IF NOT EXISTS core_citizen_recovery_owner ON core_citizen_recovery (owner)",
    ),
)
