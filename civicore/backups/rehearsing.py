"""A rehearsal: the newest backup is really restored, beside the city, counted, and thrown away."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from civicore.backups import databases
from civicore.backups.erasures import Notes
from civicore.backups.key import BackupKey, KeyUnfit
from civicore.backups.restoring import Restored, put_back
from civicore.backups.sealing import Damaged
from civicore.backups.target import Target
from civicore.backups.unpacking import unpacked
from civicore.base.clock import Clock


async def rehearse(target: Target, key: BackupKey, url: str, home: Path, clock: Clock) -> Restored:
    """Restore the newest backup into a scratch database of the kind of ``url``, by all the steps of a true restore.

    Damaged when there is no backup or it does not come back whole; KeyUnfit when the key does not open it;
    NoTools when PostgreSQL's programs fail.
    """
    stored = target.stored()
    if not stored:
        raise Damaged(f"there is no whole backup in {target.folder}")
    if not key.opens:
        raise KeyUnfit("the public half of the key opens nothing: rehearse where the secret half is")
    newest = stored[0]
    notes = Notes.of(newest.erasures, newest.manifest.made_at, key)
    with unpacked(newest, key) as backup, TemporaryDirectory(prefix="civicore-rehearsal-") as folder:
        if (newest.manifest.engine == "sqlite") != url.startswith("sqlite:"):
            raise Damaged("the newest backup is of another kind of database than the city has now")
        async with databases.scratch(url, Path(folder)) as beside:
            return await put_back(backup, beside, home, notes, clock)
