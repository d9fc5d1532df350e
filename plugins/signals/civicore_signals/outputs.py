"""Where a stranger may look for a case: every page that takes a parameter, asked with all that can be guessed.

Known or guessed are its number, its ids, its place, its words, district and category, and its day of arrival. The
same addresses are asked for a case that may be seen and for one that may not, so that a test can tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import UUID

from civicore import Output
from civicore_signals import store
from civicore_signals.case import Case
from civicore_signals.journey import STEPS

if TYPE_CHECKING:
    from civicore import Runtime
    from civicore_signals.setting import Setting

GUESS = "A" * 43  # a secret that nobody was given
_NOBODY = UUID("00000000-0000-4000-8000-000000000000")
_NO_NUMBER = "0"
_PAGES = ("/", "/signals", "/signals/list", "/signals/feed.xml", "/signals/map", "/signals/map/marks.json")
_OF_SECRET = ("all/{}", "confirm/{}", "follow/{}", "stop/{}")
_OF_JOURNEY = ("", "/where", "/sent", *(f"/{step}" for step in STEPS))
_STANDARD = "/open311/v2"
_FORMATS = ("json", "xml")
_CLOSE = 18  # the nearest look at the map
_WORDS = 4  # of each text; one is enough to find it


@dataclass(frozen=True)
class Known:
    """What somebody may know of a case: its own id and number, and those of its files."""

    case: Case | None = None
    files: tuple[UUID, ...] = ()

    @property
    def id(self) -> UUID:
        return self.case.id if self.case else _NOBODY

    @property
    def number(self) -> str:
        return (self.case.number if self.case else None) or _NO_NUMBER

    @property
    def words(self) -> tuple[str, ...]:
        """Words that stand in it, whether or not they are public."""
        case = self.case
        if case is None:
            return ()
        said = [case.topic, case.text, case.place.address if case.place else None, *_plain(case)]
        return tuple(dict.fromkeys(word for one in said if one for word in one.split()[:_WORDS]))


async def look_up(runtime: Runtime, subject: str) -> Known:
    """What may be known of a case, ``signals:<uuid>``; nothing where there is no such case."""
    kind, _, id = subject.partition(":")
    if kind != "signals":
        return Known()
    async with runtime.store.reading():
        case = await store.get(UUID(id))
        files = () if case is None else await store.files_of(case.id)
    return Known(case, tuple(one.id for one in files))


def output(setting: Setting) -> Output:
    """The citizen's pages for one case, ``signals:<uuid>``."""

    async def addresses(subject: str) -> Sequence[str]:
        known = await look_up(setting.runtime, subject)
        number, files = quote(known.number, safe=""), known.files or (_NOBODY,)
        return [
            *_PAGES,
            *(f"/signals/new/{kind}{step}" for kind in setting.plan.kinds for step in _OF_JOURNEY),
            *(f"/signals/{one.format(GUESS)}" for one in _OF_SECRET),
            *(f"/signals/mine/{secret}" for secret in (GUESS, known.id)),
            *(f"/signals/mine/{GUESS}/file/{file}" for file in files),
            f"/signals/no/{number}",
            f"/signals/no/{known.id}",
            f"/signals/find?number={number}",
            f"/signals/follow?number={number}",
            f"/signals/own/{known.id}",
            *(f"/signals/own/{known.id}/file/{file}" for file in files),
            *(f"/signals/photo/{file}?number={number}{small}" for file in files for small in ("", "&small=1")),
            *(f"/signals/{page}?{urlencode(one)}" for page in ("list", "feed.xml") for one in filters(known)),
            *(f"/signals/map{data}?{urlencode(one)}" for data in ("", "/marks.json") for one in _windows(known)),
            *(f"/search?{urlencode({'q': word})}" for word in (known.number, *known.words)),
        ]

    return Output("signals.pages", addresses)


def standard(setting: Setting) -> Output:
    """What programs ask for one case by the international standard, in both formats."""

    async def addresses(subject: str) -> Sequence[str]:
        known = await look_up(setting.runtime, subject)
        number, category = quote(known.number, safe=""), known.case.category if known.case else "x"
        day = {} if known.case is None else {"start_date": (known.case.received_at - timedelta(days=1)).isoformat()}
        lists = [
            {},
            day,
            {**day, "service_code": category},
            {**day, "status": "open"},
            {**day, "status": "closed"},
            {**day, "page": "1", "page_size": "100"},
            {"service_request_id": known.number},
            {"service_request_id": str(known.id)},
        ]
        paths = [
            *(f"requests.{{}}?{urlencode(one)}" for one in lists),
            f"requests/{number}.{{}}",
            f"requests/{known.id}.{{}}",
            f"tokens/{known.id}.{{}}",
            f"tokens/{GUESS}.{{}}",
            f"services/{quote(category)}.{{}}",
            f"servicerequestupdates.{{}}?service_request_id={number}",
            "servicerequestupdates.{}",
        ]
        return [f"{_STANDARD}/{path.format(one)}" for path in paths for one in _FORMATS]

    return Output("signals.open311", addresses)


def filters(known: Known) -> Iterator[dict[str, str]]:
    """The filters that would find a case in a list."""
    case = known.case
    if case is None:
        return
    day = case.received_at.date()
    yield {"kind": case.kind}
    yield {"category": case.category}
    yield {"since": str(day - timedelta(days=1)), "until": str(day + timedelta(days=1))}
    yield from ({"text": word} for word in (known.number, *known.words))
    if case.place is not None and case.place.area is not None:
        yield {"area": case.place.area}


def _windows(known: Known) -> Iterator[dict[str, str]]:
    """The looks at the map that would show a case: very close by, its district, its category."""
    case = known.case
    if case is None:
        return
    yield {"category": case.category}
    place = case.place
    if place is not None and place.point is not None:
        yield {"lat": f"{place.point[0]:.6f}", "lon": f"{place.point[1]:.6f}", "zoom": str(_CLOSE)}
    if place is not None and place.area is not None:
        yield {"area": place.area}


def _plain(case: Case) -> Iterator[str]:
    """Answers as they were typed."""
    for answer in case.answers.values():
        yield from (answer,) if isinstance(answer, str) else answer
