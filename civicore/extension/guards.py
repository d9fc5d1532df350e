"""What stands at the edge of each part of a plugin: a time budget, and a circuit that opens when it keeps failing.

A part that fails or takes too long raises, and whoever asked it goes on without: the page without its tile, the
outbox with the message kept. Work that never awaits cannot be cut short within one process: only a plugin of its own
process (``isolation: process``) is stopped for certain.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ParamSpec, Protocol, TypeVar

from civicore.base.clock import Clock
from civicore.base.tasks import is_the_end
from civicore.extension.breakers import REST, Circuit
from civicore.extension.channels import CannotSend, Channel
from civicore.extension.machines import DeviceDriver
from civicore.extension.parts import Card, HealthProbe, HomeBox, Job, Service, Subscription

P = ParamSpec("P")
T = TypeVar("T")


class Aside(Protocol):
    """What a part does within a unit of work that is under way where it is asked.

    Whatever is raised by entering it, leaving it and ``undo`` is not the part's.
    """

    @property
    def lost(self) -> bool:
        """Whether the unit came to its own end at something that the part did."""

    async def check(self) -> None:
        """Do the last of it; raises what would keep the whole unit from being stored."""

    async def keep(self) -> None:
        """Make it part of the unit; raises where it cannot be. It is over within no time, and not to be cut."""

    async def undo(self, error: BaseException) -> None:
        """Undo it, and nothing else of the unit."""


class _Nowhere:
    """Where nothing is stored."""

    lost = False

    async def check(self) -> None:
        """Nothing was done."""

    async def keep(self) -> None:
        """Nothing is to be kept."""

    async def undo(self, error: BaseException) -> None:
        """Nothing is to be undone."""


@asynccontextmanager
async def nowhere() -> AsyncIterator[Aside]:
    """No unit is under way."""
    yield _Nowhere()


class PartRests(Exception):
    """The part kept failing and is left alone for now."""


@dataclass(frozen=True)
class Budgets:
    """Seconds that a part of a third-party plugin may take: drawn on a page, asked for something, at work."""

    page: float = 0.05
    call: float = 2.0
    job: float = 30.0


@dataclass(frozen=True)
class Tripped:
    """A part whose circuit has opened, and the kind of what failed last; None when it works again."""

    plugin: str
    part: str
    error: str | None


class Guard:
    """Guards one part. ``patience`` is in seconds, None for none. ``tell`` hears when the circuit opens or closes."""

    def __init__(
        self,
        plugin: str,
        part: str,
        clock: Clock,
        tell: Callable[[Tripped], None],
        patience: float | None,
        aside: Callable[[], AbstractAsyncContextManager[Aside]],
    ) -> None:
        self._plugin, self._part = plugin, part
        self._clock = clock
        self._tell = tell
        self._patience = patience
        self._aside = aside
        self._circuit = Circuit()

    def around(
        self,
        ask: Callable[P, Awaitable[T]],
        sound: Callable[[Exception], bool] = lambda error: False,
        instead: Callable[[BaseException], T] | None = None,
    ) -> Callable[P, Awaitable[T]]:
        """The same function, guarded. ``sound`` says which of its exceptions are answers and no failures.

        It raises PartRests while the circuit is open, TimeoutError after its budget, and whatever the part raises;
        or it gives what is said ``instead``. What the part did within a unit of work is undone then.
        """

        @functools.wraps(ask)
        async def asked(*args: P.args, **words: P.kwargs) -> T:
            async with self._aside() as aside:  # what fails or takes long in this is not the part's
                try:
                    with self._watching(sound, aside):
                        async with asyncio.timeout(self._patience):
                            answer = await ask(*args, **words)
                            await aside.check()
                        await aside.keep()
                    return answer
                except BaseException as error:
                    if not _is_a_failure(error):
                        raise
                    await aside.undo(error)
                    if instead is None:
                        raise
                    return instead(error)

        return asked

    def around_at_once(self, ask: Callable[P, T]) -> Callable[P, T]:
        """The same for a function that does not wait; nothing cuts it short, but it rests when it keeps failing."""

        @functools.wraps(ask)
        def asked(*args: P.args, **words: P.kwargs) -> T:
            with self._watching(lambda error: False, _Nowhere()):
                return ask(*args, **words)

        return asked

    @contextmanager
    def _watching(self, sound: Callable[[Exception], bool], aside: Aside) -> Iterator[None]:
        if not self._circuit.lets_through(self._clock.now()):
            raise PartRests(self._part)
        self._circuit = self._circuit.begun()
        try:
            yield
        except BaseException as error:
            self._note(error, sound, aside)
            raise
        self._went_well()

    def _note(self, error: BaseException, sound: Callable[[Exception], bool], aside: Aside) -> None:
        if aside.lost or not _is_a_failure(error):
            self._circuit = self._circuit.given_up()
        elif isinstance(error, Exception) and sound(error):
            self._went_well()
        else:
            was_open, self._circuit = self._circuit.open, self._circuit.failed(self._clock.now())
            if self._circuit.open and not was_open:
                self._tell(Tripped(self._plugin, self._part, type(error).__name__))

    def _went_well(self) -> None:
        was_open, self._circuit = self._circuit.open, self._circuit.went_well()
        if was_open:
            self._tell(Tripped(self._plugin, self._part, None))


@dataclass(frozen=True)
class Guards:
    """Guards the parts of all plugins of a city.

    Time budgets bind only strangers: how quick the parts are that come with CivicCore is measured before a release,
    and a city under load is not to lose them. ``aside`` is entered around whatever a part does.
    """

    clock: Clock
    tell: Callable[[Tripped], None]
    budgets: Budgets = Budgets()
    aside: Callable[[], AbstractAsyncContextManager[Aside]] = nowhere

    def guarded(self, plugin: str, part: Any, *, stranger: bool) -> Any:
        """The same part with a guard at each of its edges; parts that only say something stay as they are."""
        if isinstance(part, Service):
            return self._service(plugin, part) if stranger else part
        if isinstance(part, Channel | DeviceDriver | Subscription | HealthProbe) and not stranger:
            return part  # the outbox, the printers and the deliveries have brakes of their own
        names = _EDGES.get(type(part))
        if names is None:
            return part
        guard = functools.partial(self._guard, plugin, part.id)
        if isinstance(part, Channel):
            return replace(part, send=_sending(guard(self.budgets.call), part.send))
        patience = getattr(self.budgets, names[0]) if stranger and names[0] else None
        kept = guard(patience)
        return replace(part, **{name: kept.around(getattr(part, name)) for name in names[1]})

    def _service(self, plugin: str, part: Service) -> Service:
        from civicore.contracts.failing import OTHERWISE
        from civicore.extension.verdicts import Guarded

        otherwise = OTHERWISE.get(part.port)
        if otherwise is None:
            return part
        name = f"{plugin}.{part.port.__name__}"
        guard = functools.partial(self._guard, plugin, patience=self.budgets.call)
        return Service(part.port, Guarded(part.instance, otherwise, lambda asked: guard(f"{name}.{asked}")))

    def _guard(self, plugin: str, part: str, patience: float | None) -> Guard:
        return Guard(plugin, part, self.clock, self.tell, patience, self.aside)


def _is_a_failure(error: BaseException) -> bool:
    """Whether the part failed.

    What is no Exception is none of its own: it was thrown into whoever asked it, such as a unit of work that begins
    anew. (A CancelledError that is not the end was let out by the part.)
    """
    return isinstance(error, Exception | asyncio.CancelledError) and not is_the_end(error)


_EDGES: Mapping[type, tuple[str, tuple[str, ...]]] = {
    Card: ("page", ("render",)),
    HomeBox: ("page", ("render",)),
    HealthProbe: ("call", ("probe",)),
    Job: ("job", ("run",)),
    Subscription: ("job", ("handler",)),
    DeviceDriver: ("", ("status", "print")),  # they may take 40 seconds, and the printers see to that
    Channel: ("call", ("send",)),
}


def _sending(guard: Guard, send: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A channel says what failed as ``CannotSend``: the message waits in the outbox, or goes another way.

    A bad address and a wish for a pause are answers of a channel that works.
    """

    def sound(error: Exception) -> bool:
        return isinstance(error, CannotSend) and (error.permanent or error.wait is not None)

    guarded = guard.around(send, sound)

    async def sent(message: Any) -> None:
        try:
            await guarded(message)
        except PartRests:
            raise CannotSend("it kept failing and rests", wait=REST) from None
        except TimeoutError:
            raise CannotSend("no answer in time", wait=timedelta(seconds=30), unclear=True) from None

    return sent
