"""What a board shows and speaks at one instant, worked out from the queue, the file and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from civicore import City, DeviceHere, Drawings, Text
from civicore_ticketing import at_the_place
from civicore_ticketing.board_words import BoardWords
from civicore_ticketing.config import Ticketing
from civicore_ticketing.service import Queues
from civicore_ticketing.views import Board, BoardCall

if TYPE_CHECKING:
    from civicore import Runtime

NEWS = timedelta(minutes=1)  # a call older than this is never spoken
WIDTHS = (7, 12, 18, 30, 60, 90)  # letters of a place; the more, the smaller
AGENDAS = 8  # lines of waiting people that fit on a board


@dataclass(frozen=True)
class Voice:
    """A call in one language: what is said, and the name of its sound, which changes with the words."""

    language: str
    text: str
    sound: str


@dataclass(frozen=True)
class Row:
    """A line of the board, in one language."""

    call: BoardCall
    language: str
    place: str
    sentence: str

    @property
    def width(self) -> int:
        """The class of letters in which the place fits beside its number."""
        return next((one for one in WIDTHS if len(self.place) <= one), WIDTHS[-1])


@dataclass(frozen=True)
class Announcement:
    """A call to be spoken, once, in each of the languages."""

    call: BoardCall
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Waits:
    """How many people wait for an agenda."""

    agenda: str
    name: Text
    count: int


@dataclass(frozen=True)
class Shown:
    """Everything on a board now. ``announcements``: calls of the last minute, the oldest first.

    ``lines`` is how many rows the board has room for: no more than there are counters. ``chime`` and ``speak`` say
    whether sounds may be made now, ``repeat`` how often each call is spoken. ``waiting`` are the agendas that people
    wait for, in the order of the file. ``check_in`` is where people with a booking let themselves in by telephone,
    an address that is good for a quarter of an hour.
    """

    board: Board
    languages: tuple[str, ...]
    lines: int
    rows: tuple[Row, ...]
    announcements: tuple[Announcement, ...]
    waiting: tuple[Waits, ...]
    notices: tuple[Text, ...]
    chime: bool
    speak: bool
    repeat: int
    now: datetime
    check_in: str | None = None

    @property
    def people(self) -> int:
        """How many wait in all."""
        return sum(one.count for one in self.waiting)

    @property
    def listed(self) -> tuple[Waits, ...]:
        """As many agendas as fit."""
        return self.waiting[:AGENDAS]

    @property
    def elsewhere(self) -> int:
        """How many wait for those that do not fit."""
        return sum(one.count for one in self.waiting[AGENDAS:])


class Boards:
    """The boards of a running city; the clock decides what is still news."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.words = BoardWords(runtime.city, runtime.languages)
        self.drawings: Drawings[Mapping[str, Any]] = Drawings(runtime.clock)

    @property
    def _city(self) -> City:
        return self._runtime.city

    async def shown(self, device: DeviceHere) -> Shown:
        """A display as it is now."""
        entry, now = device.entry, self._runtime.clock.now()
        agendas, board = await self._board(device)
        policy = self._policy(device.office)
        languages = entry.languages or self._city.languages
        loud = entry.sound and not self._quiet(policy, now)
        return Shown(
            board=board,
            languages=languages,
            lines=min(entry.rows, self._counters(device.office, agendas)),
            rows=self._rows(board.calls[: entry.rows], languages),
            announcements=self._announcements(board, policy, now),
            waiting=self._waiting(board, agendas),
            notices=await self.notices(agendas, now),
            chime=loud and policy.announce.chime,
            speak=loud and entry.speak and policy.announce.speak and self._runtime.speech.able,
            repeat=policy.announce.repeat,
            now=now,
            check_in=self.check_in(device.office),
        )

    async def notices(self, agendas: Sequence[str], now: datetime) -> tuple[Text, ...]:
        """What the city has to tell people who come for these agendas."""
        units = {self._city.agendas[one].department for one in agendas}
        active = await self._runtime.suspensions.banners(now)
        return tuple(one.banner for one in active if one.departments is None or units & set(one.departments))

    async def sound(self, device: DeviceHere, call: str, name: str) -> bytes | None:
        """The sound of an announcement that the display has been told of; None when there is none (any more)."""
        _, board = await self._board(device)
        policy = self._policy(device.office)
        every = (voice for one in board.calls if one.call_id == call for voice in self._voices(one, policy))
        voice = next((one for one in every if one.sound == name), None)
        return None if voice is None else await self._runtime.speech.wav(voice.text, voice.language)

    async def _board(self, device: DeviceHere) -> tuple[tuple[str, ...], Board]:
        """The agendas that a display is for, and what happens with them."""
        queues = self._runtime.services.one(Queues)
        agendas = queues.setting.plan.offered(device.office, device.id)
        return agendas, await queues.board(device.office, agendas)

    def _policy(self, office: str) -> Ticketing:
        found: Ticketing = self._city.policy("ticketing", office=office)
        return found

    def check_in(self, office: str) -> str | None:
        """Where to check in by telephone; None where nobody may."""
        promises = self._runtime.services.one(Queues).setting.promises
        if not any("web" in one.accepts(office) for one in promises):
            return None
        return self._runtime.absolute(at_the_place.path(self._runtime.keys, office, self._runtime.clock.now()))

    def _counters(self, office: str, agendas: Sequence[str]) -> int:
        """How many counters can call at once, and never none."""
        serving = (self._city.agendas_of_counter(office, one) for one in self._city.offices[office].counters)
        return max(1, sum(bool(one & set(agendas)) for one in serving))

    def _rows(self, calls: Sequence[BoardCall], languages: Sequence[str]) -> tuple[Row, ...]:
        """Languages alternate from row to row: whoever reads one of them never waits for its turn."""
        return tuple(self.row(one, languages[at % len(languages)]) for at, one in enumerate(calls))

    def row(self, call: BoardCall, language: str) -> Row:
        """A call in one language."""
        written = self.words.written(language, call.label, call.counter)
        return Row(call, language, self.words.place(language, call.counter), written)

    def _announcements(self, board: Board, policy: Ticketing, now: datetime) -> tuple[Announcement, ...]:
        news = [one for one in board.calls if now - one.called_at <= NEWS]
        return tuple(Announcement(one, self._voices(one, policy)) for one in reversed(news))

    def _voices(self, call: BoardCall, policy: Ticketing) -> tuple[Voice, ...]:
        return tuple(self._voice(call, one) for one in policy.announce.languages or self._city.languages)

    def _voice(self, call: BoardCall, language: str) -> Voice:
        text = self.words.spoken(language, call.label, call.counter)
        return Voice(language, text, f"{language}-{sha256(text.encode()).hexdigest()[:16]}")

    def _waiting(self, board: Board, agendas: Sequence[str]) -> tuple[Waits, ...]:
        return tuple(
            Waits(one, self._city.agendas[one].name, count) for one in agendas if (count := board.waiting.get(one, 0))
        )

    def _quiet(self, policy: Ticketing, now: datetime) -> bool:
        local = now.astimezone(self._city.zone)
        minute = local.hour * 60 + local.minute
        return any(one.start <= minute < one.end for one in policy.announce.quiet)
