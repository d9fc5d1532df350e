"""Repair notices about backups."""

from __future__ import annotations

from datetime import datetime

from civicore.messaging.languages import Msgid
from civicore.repairs.repair import Repair

KIND = "backups"
_WHERE = "operations.backups"
_BY_HAND = Msgid("Run civicore backup by hand and read what it says. It is tried again each hour.")


def no_key() -> Repair:
    """No backup is made at all."""
    return Repair(
        f"{KIND}:key",
        "warning",
        Msgid("No backups are made: they have no key."),
        Msgid("civicore backup --new-key makes one. Keep it apart from this machine and name it in the city's file."),
        where=f"{_WHERE}.key",
    )


def unfit(trouble: str) -> Repair:
    """The key is none."""
    return Repair(
        f"{KIND}:key",
        "error",
        Msgid("No backups are made: %(trouble)s"),
        Msgid("civicore backup --new-key makes one. Keep it apart from this machine and name it in the city's file."),
        where=f"{_WHERE}.key",
        words={"trouble": trouble},
    )


def failed(trouble: str) -> Repair:
    """The last one went wrong."""
    what = Msgid("The last backup failed: %(trouble)s")
    return Repair(f"{KIND}:failed", "error", what, _BY_HAND, where=f"{_WHERE}.to", words={"trouble": trouble})


def late(last: datetime | None) -> Repair:
    """There should be a newer one."""
    if last is None:
        return Repair(f"{KIND}:late", "error", Msgid("There is no whole backup."), _BY_HAND, where=f"{_WHERE}.to")
    what = Msgid("The last whole backup is from %(when)s.")
    words = {"when": f"{last:%Y-%m-%d %H:%M} UTC"}
    return Repair(f"{KIND}:late", "error", what, _BY_HAND, where=f"{_WHERE}.every", words=words)


def not_restored(trouble: str) -> Repair:
    """A backup that does not come back is none."""
    return Repair(
        f"{KIND}:rehearsal",
        "error",
        Msgid("The rehearsal failed, the backup did not come back: %(trouble)s"),
        Msgid("Make a new backup with civicore backup, then run civicore rehearse and read what it says."),
        where=f"{_WHERE}.test_restore",
        words={"trouble": trouble},
    )


def too_old(number: int) -> Repair:
    """The promise that erased people are gone from backups too is broken."""
    return Repair(
        f"{KIND}:old",
        "warning",
        Msgid("%(number)s old files of backups are still there: people were promised that they are gone."),
        Msgid("They cannot be deleted from here. Let the machine that keeps them end them by age."),
        where=f"{_WHERE}.keep",
        words={"number": str(number)},
    )


def notes_wait(number: int) -> Repair:
    """Restored today, these people would come back."""
    return Repair(
        f"{KIND}:notes",
        "warning",
        Msgid("%(number)s erasures are not yet noted beside the backups: the folder cannot be written."),
        Msgid("Bring the folder back. Until then a restore would bring these people back as well."),
        where=f"{_WHERE}.to",
        words={"number": str(number)},
    )
