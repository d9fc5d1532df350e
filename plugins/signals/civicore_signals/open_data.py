"""Open data: public cases by the bulk profile of GeoReport (14 columns), and figures for everybody.

Every line is made of a ``PublicCase``; what is not public is in no file, and in the figures only where it is too many
to tell of anybody. The profile: https://www.open311.org/GeoReport/bulk (proposed).
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from civicore import AnyRequest, Navigation, Output, Routes, Runtime, Text, language
from civicore_signals import export
from civicore_signals.citizen import Here
from civicore_signals.desk_figures import shown
from civicore_signals.desk_names import Names
from civicore_signals.figures import Figures
from civicore_signals.plan import Phase
from civicore_signals.service import PublicFilter
from civicore_signals.visibility import PublicCase
from civicore_signals.work import Desk

PATH = "/signals/data"
HEAD = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description",
    "status_notes", "source", "service_name", "service_subtype", "description", "agency_responsible", "address",
    "lat", "long",
)  # fmt: skip
STATES: dict[Phase, str] = {"new": "Open", "open": "Processing", "waiting": "Hold", "final": "Closed"}
_FIRST_YEAR = 2000
_SHOWN_YEARS = 12
_TOGETHER = 100  # cases that are read at once: the first of them come soon
_FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Spoken:
    """The city's words in the language of the file."""

    names: Names
    language: str

    def say(self, words: Text | str) -> str:
        return words if isinstance(words, str) else words.in_(self.language)

    def row(self, case: PublicCase) -> Sequence[object]:
        """A public case under ``HEAD``."""
        place = case.place
        lat, lon = place.point if place and place.point else (None, None)
        where = [place.address, self.names.area(place.area) if place.area else None] if place else []
        path = [self.say(words) for words in self.names.path(case.category)]
        ended = [self.names.status(case.status), *([self.names.outcome(case.outcome)] if case.outcome else [])]
        return (
            case.number,
            case.received_at,
            case.closed_at or case.changed_at,
            case.closed_at,
            STATES[case.phase],
            ", ".join(self.say(words) for words in ended),
            None,
            path[0],
            path[-1] if len(path) > 1 else None,
            case.text,
            self.say(self.names.unit(case.unit)),
            ", ".join(self.say(words) for words in where if words),
            lat,
            lon,
        )


@get(PATH)
async def figures_page(request: AnyRequest) -> Response[Any]:
    """Figures of a year for everybody, and the files of all years."""
    here = Here(request)
    today = here.cases.setting.day_at(here.cases.setting.now)
    asked = request.query_params.get("year", "")
    year = _year(asked, today) or today.year
    counted = await Published.of(here.runtime).year(year)
    names = _names(here)
    return here.page(
        "desk/open_data.html",
        year=year,
        years=list(range(today.year, max(_FIRST_YEAR, today.year - _SHOWN_YEARS) - 1, -1)),
        standard=here.plan.open311.enabled,
        contact=here.plan.open311.contact,
        **shown(names, counted),
    )


def _year(written: str, today: date) -> int | None:
    """A year that there are cases of, None for anything else."""
    year = int(written) if written.isascii() and written.isdecimal() and len(written) == 4 else 0
    return year if _FIRST_YEAR <= year <= today.year else None


@get(f"{PATH}/{{name:str}}")
async def yearly(request: AnyRequest, name: FromPath[str]) -> Stream:
    """All public cases that arrived in a year, ``2026.csv``, or all there are, ``cases.csv``; sent while read."""
    here = Here(request)
    wanted = _span(name, here.cases.setting.day_at(here.cases.setting.now))
    pieces = export.written(HEAD, _rows(here, wanted, language(request)), here.city.zone)
    return export.download(name, pieces, public=True)


def _span(name: str, today: date) -> PublicFilter:
    """The days that a file is about; 404 for anything else."""
    if name == "cases.csv":
        return PublicFilter()
    written, _, kind = name.partition(".")
    year = _year(written, today)
    if kind != "csv" or year is None:
        raise NotFoundException
    return PublicFilter(since=date(year, 1, 1), until=date(year, 12, 31))


async def _rows(here: Here, wanted: PublicFilter, speaking: str) -> AsyncIterator[Sequence[object]]:
    spoken, cursor = Spoken(_names(here), speaking), None
    while True:
        found = await here.cases.public_list(wanted, cursor, _TOGETHER)
        for case in found.items:
            yield spoken.row(case)
        cursor = found.next
        if cursor is None:
            return


def _names(here: Here) -> Names:
    return Names(here.plan, here.atlas.names if here.atlas else {})


class Published:
    """Figures for everybody, counted anew when they are ten minutes old: strangers ask often."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: dict[int, tuple[float, Figures]] = {}

    @classmethod
    def of(cls, runtime: Runtime) -> "Published":
        return runtime.services.one(cls)

    async def year(self, year: int) -> Figures:
        """Figures of what arrived in a year; counts that could tell of single people are hidden."""
        now = self._runtime.clock.now().timestamp()
        at, kept = self._kept.get(year, (0.0, None))
        if kept is None or not 0 <= now - at < _FRESH.total_seconds():
            kept = await self._runtime.services.one(Desk).public_figures(date(year, 1, 1), date(year, 12, 31))
            self._kept[year] = (now, kept)
        return kept


def output(runtime: Runtime) -> Output:
    """Where a stranger may look for cases in files."""

    async def addresses(subject: str) -> Sequence[str]:
        year = runtime.clock.now().astimezone(runtime.city.zone).year
        return [f"{PATH}/cases.csv", *(f"{PATH}/{one}.csv" for one in range(year - 3, year + 1))]

    return Output("signals.open_data", addresses)


PAGES = Routes("public", [figures_page, yearly])
MENU = Navigation("signals.data", "public", "Figures and open data", PATH, order=60, place="footer")
