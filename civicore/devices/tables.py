"""What is kept about devices: codes of enrolment, printers and what they are to print. Nothing personal."""

from __future__ import annotations

from pathlib import Path

from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from civicore.extension.parts import TableSet


class EnrolmentRow(Table, tablename="core_enrolment"):
    """A code by which one device may be enrolled once; only its keyed hash is kept."""

    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    digest = Text(default=None)
    made_at = Timestamptz(default=None)
    made_by = Text(default=None)
    expires_at = Timestamptz(default=None)


class PrinterRow(Table, tablename="core_printer"):
    """What a printer said last, and which process speaks with it until ``leased_until``.

    ``trouble`` is empty when all was well, ``times`` how often in a row it was found, ``told`` the one that
    staff were written about.
    """

    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    trouble = Text(default="")
    times = Integer(default=0)
    told = Text(default="")
    asked_at = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)


class PrintJobRow(Table, tablename="core_print_job"):
    """A slip on its way to paper: queued, printing, printed, unknown, expired, withdrawn, or here.

    ``here``: the kiosk's own browser prints it. ``copy_of`` is the job that staff had printed again.
    """

    id = UUID(primary_key=True, default=None)
    device = Text(default=None)
    about = Text(default=None)
    slip = Text(default=None)
    state = Text(default=None)
    trouble = Text(default="")
    made_at = Timestamptz(default=None)
    position = BigInt(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    copy_of = UUID(null=True, default=None)


DEVICES = TableSet(
    app="core_devices",
    tables=(EnrolmentRow, PrinterRow, PrintJobRow),
    migrations=Path(__file__).parent / "migrations",
    indexes=(
        "CREATE UNIQUE INDEX IF NOT EXISTS core_enrolment_digest ON core_enrolment (digest)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_printer_device ON core_printer (device)",
        "CREATE INDEX IF NOT EXISTS core_print_job_due ON core_print_job (device, position)"
        " WHERE state IN ('queued', 'printing')",
        "CREATE INDEX IF NOT EXISTS core_print_job_device ON core_print_job (device, position)",
        "CREATE INDEX IF NOT EXISTS core_print_job_about ON core_print_job (about)",
        "CREATE UNIQUE INDEX IF NOT EXISTS core_print_job_copy ON core_print_job (copy_of)",
    ),
)
