"""Which cities one process may serve: no two share a name, a host, a folder or a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from civicore.app import Built, build
from civicore.first_steps import CannotStart
from civicore.reading import Settings, read
from civicore.storage.sqlite import SQLite


def settled(settings: Sequence[Settings]) -> list[tuple[Settings, Built]]:
    """Each city composed, with what it was composed from; CannotStart says what two of them share.

    A demo is reached as ``<id>.localhost``, which browsers and programs take for this computer (RFC 6761, 6.3).
    """
    if len(settings) == 1:
        return [(settings[0], build(settings[0]))]
    chosen = [_at_home(one) for one in settings]
    found = [(one, build(one)) for one in chosen]
    _apart("deployment.id", [built.runtime.city.deployment.id for _, built in found])
    _apart("the host of deployment.url", [host_of(built) for _, built in found])
    if not chosen[0].demo:
        _apart("the folder of the file", [str(one.folder) for one in chosen])
        _apart("operations.database", [_database(built) for _, built in found])
    return found


def host_of(built: Built) -> str:
    """The name by which people reach a city, without a port; empty where the file names none."""
    return urlsplit(built.runtime.address).hostname or ""


def _at_home(settings: Settings) -> Settings:
    if not settings.demo:
        return settings
    city = read(settings).opened.loaded.city
    name = city.deployment.id.replace("_", "-") if city is not None else "city"
    return replace(settings, served_at=f"http://{name}.localhost:{urlsplit(settings.served_at).port}")


def _database(built: Built) -> str:
    """Where its records are; two spellings of one server are told apart by the city's key at the start."""
    engine = built.runtime.store.engine
    return engine.path if isinstance(engine, SQLite) else str(engine.config["dsn"])


def _apart(what: str, values: Sequence[str]) -> None:
    if same := sorted({one for one in values if values.count(one) > 1}):
        raise CannotStart(f"two cities share {what}" + (f": {same[0]}" if not what.startswith("operations") else ""))
