"""What a city's file says about backups, as this program needs it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from civicore.backups.erasures import Ledger
from civicore.backups.key import BackupKey, KeyUnfit
from civicore.backups.target import Target
from civicore.deployment.city import City
from civicore.runtime import Runtime
from civicore.storage.postgres import Postgres
from civicore.storage.store import Store


def target_of(city: City) -> Target:
    """Where its backups go; a path without a beginning lies beside the file."""
    return Target(city.folder / Path(city.operations.backups.to).expanduser(), city.deployment.id)


def key_of(city: City, secret: Callable[[str], str | None]) -> BackupKey | None:
    """The key of its backups; None where the file names none or the secret has no value. KeyUnfit."""
    reference = city.operations.backups.key
    said = secret(reference.name) if reference is not None else None
    return BackupKey.of(said) if said else None


def ledger_of(runtime: Runtime) -> Ledger:
    """The ledger of its erasures. Of a demo no backups are made, nor of a city whose key is none."""
    key = None
    if not runtime.demo:
        with suppress(KeyUnfit):
            key = key_of(runtime.city, runtime.secret)
    target = target_of(runtime.city) if key is not None else None
    return Ledger(runtime.store, runtime.keys, target, key)


def url_of(store: Store) -> str:
    """The address of a store's database."""
    engine = store.engine
    return str(engine.config["dsn"]) if isinstance(engine, Postgres) else f"sqlite:///{engine.path}"
