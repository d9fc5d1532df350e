"""What goes wrong around the city: mail that does not arrive, a process that dies, a worker that sleeps, a clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from civicore.contracts.simulation import Scene
from civicore.extension.channels import CannotSend, ChannelMessage
from civicore.extension.simulations import Move
from civicore.simulation.breach import PowerCut
from civicore.storage.store import Store

_OUTAGE = timedelta(hours=1)
_MUTE = timedelta(hours=6)
_OWN = frozenset({"email", "sms"})  # all other channels are messengers
_SLEEP = timedelta(days=1)
_AWAKE = timedelta(hours=6)
_COMMITS = 8  # within which the power goes
_WRONG = timedelta(hours=3)  # how long the clock shows another time


class Weather:
    """All is well until a move says otherwise. Times are those of the world outside, not of a clock gone wrong."""

    def __init__(self) -> None:
        self.skew = timedelta()
        self.dead = False
        self._right_again: datetime | None = None
        self._deaf_until: datetime | None = None
        self._mute_until: datetime | None = None
        self._asleep_until: datetime | None = None
        self._unclear = 0
        self._cut: Literal["", "before", "after"] = ""
        self._cut_in = 0

    def clear(self) -> None:
        """Everything is well again."""
        self.__init__()  # type: ignore[misc]

    def at(self, instant: datetime) -> datetime:
        """What the city's clock shows at an instant."""
        if self._right_again is not None and instant >= self._right_again:
            self.skew, self._right_again = timedelta(), None
        return instant + self.skew

    def asleep(self, instant: datetime) -> bool:
        """Whether the worker is dead: nothing is sent and no job runs."""
        return self._asleep_until is not None and instant < self._asleep_until

    def far_side(self, now: datetime, channel: str, message: ChannelMessage) -> None:
        """Stands in the way of a message."""
        if self._deaf_until is not None and now < self._deaf_until:
            raise CannotSend("the far side does not answer")
        if channel not in _OWN and self.mute(now):
            raise CannotSend("the messenger does not answer")
        if self._unclear:
            self._unclear -= 1
            raise CannotSend("the line broke", unclear=True)

    def mute(self, now: datetime) -> bool:
        """Whether no messenger can be reached."""
        return self._mute_until is not None and now < self._mute_until

    def spoil(self, store: Store) -> None:
        """Let a commit of the city be the last thing that its process does, or the first that it does not."""
        engine: Any = store.engine
        begin, end = engine.begin, engine.end

        async def begun(write: bool, *more: Any, **said: Any) -> Any:
            if self.dead:  # whoever has caught the cut is dead all the same
                raise PowerCut
            return await begin(write, *more, **said)

        async def ended(connection: Any, write: bool, keep: bool) -> None:
            cut = self._due(write and keep)
            await end(connection, write, keep=keep and cut != "before")
            if cut:
                self.dead = True
                raise PowerCut

        engine.begin, engine.end = begun, ended

    def _due(self, commits: bool) -> Literal["", "before", "after"]:
        """Whether this commit is the one."""
        self._cut_in -= commits
        if not commits or self._cut_in > 0:
            return ""
        cut, self._cut = self._cut, ""
        return cut

    def moves(self) -> tuple[Move, ...]:
        """The faults that come by themselves."""
        return (
            Move("fault.cut", self._cuts, 6),
            Move("fault.deaf", self._deaf, 1, "any"),
            Move("fault.mute", self._mutes, 1, "any"),
            Move("fault.unclear", self._unclears, 2, "any"),
            Move("fault.asleep", self._sleeps, 1, "any"),
            Move("fault.clock", self._goes_wrong, 1, "any"),
        )

    async def _cuts(self, scene: Scene) -> None:
        """F01, F21: at one of the next commits the process dies, just before or just after it."""
        self._cut = "after" if scene.dice.chance(50) else "before"
        self._cut_in = scene.dice.number(1, _COMMITS)
        scene.saw(self._cut)

    async def _deaf(self, scene: Scene) -> None:
        """F09: nothing can be sent for an hour."""
        self._deaf_until = scene.now + _OUTAGE

    async def _mutes(self, scene: Scene) -> None:
        """F12: every messenger is away for six hours."""
        self._mute_until = scene.now + _MUTE

    async def _unclears(self, scene: Scene) -> None:
        """F03, F10: of the next messages nobody knows whether they arrived."""
        self._unclear = scene.dice.number(1, 3)

    async def _sleeps(self, scene: Scene) -> None:
        """F17: jobs and deliveries are dead for a day; then they have the time to make up for it."""
        now = scene.now - self.skew
        if self._asleep_until is None or now >= self._asleep_until + _AWAKE:
            self._asleep_until = now + _SLEEP

    async def _goes_wrong(self, scene: Scene) -> None:
        """F08: the computer's clock shows an hour too much or too little for a while."""
        self.skew = timedelta(hours=1) if scene.dice.chance(50) else timedelta(hours=-1)
        self._right_again = scene.now + _WRONG
        scene.saw("fast" if self.skew > timedelta() else "slow")
