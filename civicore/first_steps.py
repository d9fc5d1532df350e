"""What is looked at and said once, before a city is served."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from civicore.base.database_lines import unproven
from civicore.demo.tables import Caught
from civicore.people.plugin import PeoplePlugin
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.transaction import CannotOpen, StoreBusy

RESTORING = "civicore_restoring"  # a table that stands in a database until a restore into it has come to its end


class CannotStart(Exception):
    """The city cannot be served; the message tells city IT what to mend."""


def proven(url: str) -> str:
    """The address of a real city's database; CannotStart when whoever stands in the way could answer in its place."""
    machines = unproven(url, os.environ)
    if machines:
        raise CannotStart(
            f"nothing proves that the database on {', '.join(machines)} is the right one: write sslmode=verify-full "
            "and sslrootcert=/path/to/authority.pem into its address, or set PGSSLMODE and PGSSLROOTCERT"
        )
    return url


async def keep_apart(store: Store, *, demo: bool) -> None:
    """A demo's sign-ins are public and it sends nothing: its database never serves real people, nor theirs a demo.

    What a demo leaves in a database is its table of caught messages; CannotStart when it should not be there,
    or when it is missing in a database that is not new. CannotStart also for one that was restored half.
    """
    async with store.reading():
        of_a_demo = await Caught.table_exists()
        half_restored = RESTORING in await store.engine.names()
        used = await MessageRow.table_exists()
    if half_restored:
        raise CannotStart("a restore into this database was broken off: run civicore restore again")
    if of_a_demo and not demo:
        raise CannotStart("this database belongs to a demo, whose passwords everybody knows: take another one")
    if demo and used and not of_a_demo:
        raise CannotStart("this database serves real people, a demo would swallow their messages: take another one")


@asynccontextmanager
async def standing(store: Store) -> AsyncIterator[None]:
    """The database of a real city, opened and migrated for a command; CannotStart when it cannot be."""
    try:
        await store.open()
    except CannotOpen as error:
        raise CannotStart(str(error)) from None
    try:
        await keep_apart(store, demo=False)
        await store.migrate()
        yield
    except (CannotOpen, StoreBusy) as error:
        raise CannotStart(str(error)) from None
    finally:
        await store.close()


async def first_steps(runtime: Runtime, people: PeoplePlugin) -> Sequence[str]:
    """What the console of a real city says: where it is, the first account, what is missing around it."""
    lines = [f"{runtime.city.deployment.name} is served at {runtime.address}"]
    if runtime.address.startswith("https:") and not runtime.city.security.trusted_proxies:
        lines.append("security.trusted_proxies is empty: behind a proxy all visitors would count as one")
    link = await people.first_link(runtime)
    return [*lines, f"Make the first staff account here, once: {link}"] if link else lines
