"""The object plugins are handed after boot: the city, the time, the store, and ways to speak."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from civicore.base.clock import Clock
from civicore.base.codes import Keyring
from civicore.deployment.city import City
from civicore.extension.machines import DeviceDriver
from civicore.extension.parts import FieldType
from civicore.extension.services import Services
from civicore.storage.opening import Beforehand, Opening

if TYPE_CHECKING:  # a plugin names Runtime in its hooks, and ``check`` loads plugins without server and database
    import httpx

    from civicore.devices.printers import Printers
    from civicore.devices.speech import Speech
    from civicore.failures.failures import Failures
    from civicore.live.reader import Live
    from civicore.messaging.languages import Languages
    from civicore.messaging.post import Post
    from civicore.people.suspension import Suspensions
    from civicore.planning.in_force import InForce
    from civicore.repairs.book import Repairs
    from civicore.storage.store import Store
    from civicore.storage.unit_of_work import UnitOfWork

T = TypeVar("T")


def _none(name: str) -> str | None:
    return None


@dataclass(frozen=True)
class Runtime:
    """What is true of a running city. ``address`` is the public base URL without a final slash.

    ``strict``: limits against robots and strangers hold; they are off in an ordinary demo. ``field_types``
    are the kinds of form fields that the core and the plugins know, ``drivers`` the languages of printers.
    ``secret`` gives the value of a secret that the file names, None when it has none. ``process`` names this
    process among all that serve the city. ``in_force`` knows whether the city still works by these rules.
    """

    city: City
    clock: Clock
    keys: Keyring
    services: Services
    store: Store
    post: Post
    languages: Languages
    suspensions: Suspensions
    address: str
    demo: bool = False
    strict: bool = True
    field_types: Sequence[FieldType] = ()
    drivers: Sequence[DeviceDriver] = ()
    secret: Callable[[str], str | None] = _none
    process: str = ""
    in_force: InForce | None = None

    @cached_property
    def live(self) -> Live:
        """News for screens, across processes."""
        from civicore.live.reader import Live

        return Live(self.store)

    @cached_property
    def repairs(self) -> Repairs:
        """What is wrong with the system, told to staff."""
        from civicore.repairs.book import Repairs

        return Repairs(self.store, self.process)

    @cached_property
    def failures(self) -> Failures:
        """Errors of this process that nobody foresaw."""
        from civicore.failures.failures import Failures

        return Failures(self.clock)

    @property
    def http(self) -> httpx.AsyncClient:
        """A client for the hosts that the city grants a plugin: 5 seconds, 1 MB, no redirects. See ``granted.http``."""
        raise LookupError("only the runtime that a plugin is handed has hosts")

    @cached_property
    def speech(self) -> Speech:
        """The voice of boards and kiosks."""
        from civicore.devices.speech import Speech

        return Speech()

    async def transact(
        self,
        work: Callable[[UnitOfWork], Awaitable[T]],
        *,
        shares: Sequence[str] = (),
        beforehand: Beforehand | None = None,
    ) -> T:
        """Run one unit of work; it is repeated whole after a deadlock, and undone when it returns a Refusal.

        ``shares`` are names that it holds before the database answers anything, as by ``UnitOfWork.share``, made of
        letters, digits and ``_.:|-``. ``beforehand`` gives the refusal that this process knows already, or None: it is
        asked when the unit has waited for its turn of the database and before it begins, not for a unit within
        another. It is for a crowd that wants the same (``Memory.known``): once one of them was refused, the others ask
        the database nothing.
        StoreBusy also when the city works by other rules by now, which this process does not know yet.
        """
        if self.in_force is None:
            return await self.store.transact(work, Opening(tuple(shares), beforehand=beforehand))
        return await self.store.transact(self.in_force.checked(work), self.in_force.opening(shares, beforehand))

    @cached_property
    def printers(self) -> Printers:
        """Where tickets come out."""
        from civicore.devices.printers import Printers

        return Printers(self)

    def absolute(self, path: str) -> str:
        """The full address of a path, for messages and QR codes."""
        return f"{self.address}{path}"
