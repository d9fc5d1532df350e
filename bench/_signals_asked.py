"""What is asked of a served city of many cases: the kinds of request, and their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from urllib.parse import quote

import httpx

from bench._signals_rows import Row, rare, words
from tests.tools.serving import Server
from tests.tools.visitor import Visitor

CLOCK = "2026-11-23T09:00:00+02:00"
NOW = datetime.fromisoformat(CLOCK)
_DEMO_PASSWORD = "practice makes perfect"


@dataclass(frozen=True)
class Measure:
    """One kind of request. ``asked`` makes the next one; ``bound``: the goal is about it."""

    name: str
    asked: Callable[[int], httpx.Request]
    by: httpx.Client
    bound: bool = True
    first_byte: bool = False


class City:
    """A served city and what may be asked of it."""

    def __init__(self, server: Server, rows: Sequence[Row], count: int) -> None:
        self.base, self.rows, self.count = server.base, rows, count
        self.random = Random(7)
        self.stranger = httpx.Client(base_url=server.base, timeout=120)
        self.person = self._signed_in("/bg/account/sign-in", "person@sofia.example")
        self.clerk = self._signed_in("/bg/desk/sign-in", "manager@sofia.example")
        self.common, self.all = words()[:200], words()
        self.areas = sorted({row["area"] for row in rows if row["area"]})
        self.categories = sorted({row["category"] for row in rows})
        self.csrf = self._csrf()
        self._leave_private()

    def _signed_in(self, page: str, email: str) -> httpx.Client:
        with Visitor(self.base) as visitor:
            form = visitor.open(page).form("password")
            seen = visitor.submit(form, {"email": email, "password": _DEMO_PASSWORD})
            assert seen.status == 200, f"{email} could not sign in: {seen.text[:300]}"
            return httpx.Client(base_url=self.base, timeout=120, cookies=visitor.cookies)

    def _csrf(self) -> str:
        with Visitor(self.base) as visitor:
            visitor._http.cookies.update(self.clerk.cookies)
            return visitor.open("/bg/desk/signals").form("q").value("_csrf")

    def _leave_private(self) -> None:
        """Take out what the city's file keeps from strangers: every number that is looked up is one they find."""
        one_of = {row["category"]: row for row in self.rows}
        seen = {name for name in one_of if self.stranger.get(self._page(one_of[name])).status_code == 200}
        self.rows = [row for row in self.rows if row["category"] in seen]
        self.categories = sorted(seen)

    def _page(self, row: Row) -> str:
        return f"/bg/signals/no/{quote(row['number'])}"

    def measures(self) -> list[Measure]:
        every = [
            Measure("map, page", self._map("/bg/signals/map"), self.stranger),
            Measure("map, marks of a window", self._map("/bg/signals/map/marks.json"), self.stranger),
            Measure("number, found", self._number, self.stranger),
            Measure("number, page of the case", self._case, self.stranger),
            Measure("my signals (200)", lambda _: self._get(self.person, "/bg/signals/mine"), self.person),
        ]
        every += [Measure(f"list, {name}", self._list(name), self.stranger) for name in LISTS]
        every += [Measure(f"inbox, {name}", self._inbox(name), self.clerk) for name in INBOXES]
        every += [Measure(f"inbox, search {name}", self._search(name), self.clerk) for name in SEARCHES]
        every += [
            Measure("inbox as a file, first byte", self._export, self.clerk, first_byte=True),
            Measure("open data of a year, first byte", self._open_data, self.stranger, first_byte=True),
            Measure("figures of a month", self._figures(30), self.clerk, bound=False),
            Measure("figures of a year", self._figures(365), self.clerk, bound=False),
            Measure("public figures of a year", self._public_figures, self.stranger, bound=False),
            Measure("Open311, list", self._open311, self.stranger, bound=False),
        ]
        return every

    def _get(self, by: httpx.Client, path: str, **query: str | int) -> httpx.Request:
        return by.build_request("GET", path, params=query or None)

    def _map(self, path: str) -> Callable[[int], httpx.Request]:
        def asked(number: int) -> httpx.Request:
            place = self.random.choice([row for row in self.rows if row["lat"] is not None])
            where: dict[str, str | int] = {
                "lat": f"{place['lat']:.5f}",
                "lon": f"{place['lon']:.5f}",
                "zoom": 10 + number % 9,
            }
            more = {"phase": "final"} if number % 4 == 1 else {"category": "roads"} if number % 4 == 2 else {}
            return self._get(self.stranger, path, **where, **more)

        return asked

    def _number(self, _: int) -> httpx.Request:
        return self._get(self.stranger, "/bg/signals/find", number=self.random.choice(self.rows)["number"].lower())

    def _case(self, _: int) -> httpx.Request:
        return self._get(self.stranger, self._page(self.random.choice(self.rows)))

    def _list(self, name: str) -> Callable[[int], httpx.Request]:
        return lambda number: self._get(self.stranger, "/bg/signals/list", **LISTS[name](self, number))

    def _inbox(self, name: str) -> Callable[[int], httpx.Request]:
        return lambda number: self._get(self.clerk, "/bg/desk/signals", **INBOXES[name](self, number))

    def _search(self, name: str) -> Callable[[int], httpx.Request]:
        return lambda number: self._post("/bg/desk/signals/search", queue="", q=SEARCHES[name](self, number))

    def _post(self, path: str, **said: str) -> httpx.Request:
        headers = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        return self.clerk.build_request("POST", path, data={"_csrf": self.csrf, **said}, headers=headers)

    def _export(self, number: int) -> httpx.Request:
        return self._post("/bg/desk/signals/export.csv", queue="", category=self.category(number))

    def _open_data(self, number: int) -> httpx.Request:
        return self._get(self.stranger, f"/bg/signals/data/{2017 + number % 10}.csv")

    def _figures(self, days: int) -> Callable[[int], httpx.Request]:
        def asked(number: int) -> httpx.Request:
            year = 2018 + number % 8
            last = f"{year}-01-30" if days == 30 else f"{year}-12-31"
            return self._get(self.clerk, "/bg/desk/signals/figures", first=f"{year}-01-01", last=last)

        return asked

    def _public_figures(self, number: int) -> httpx.Request:
        return self._get(self.stranger, "/bg/signals/data", year=2017 + number % 10)

    def _open311(self, number: int) -> httpx.Request:
        year, month = 2018 + number % 8, 1 + number % 12
        span = {"start_date": f"{year}-{month:02d}-01T00:00:00Z", "end_date": f"{year}-{month:02d}-28T00:00:00Z"}
        return self._get(self.stranger, "/open311/v2/requests.json", **span)

    def category(self, number: int) -> str:
        return str(self.categories[number % len(self.categories)])

    def area(self, number: int) -> str:
        return str(self.areas[number * 7 % len(self.areas)])

    def rare(self) -> str:
        """A word of one case alone."""
        return rare(self.random.randrange(self.count // 400) * 400)


Asked = Callable[[City, int], dict[str, str]]
LISTS: dict[str, Asked] = {
    "all": lambda city, number: {},
    "by category": lambda city, number: {"category": city.category(number)},
    "by group of categories": lambda city, number: {"category": city.category(number).partition(".")[0]},
    "by district": lambda city, number: {"area": city.area(number)},
    "by state": lambda city, number: {"phase": ("new", "open", "waiting", "final")[number % 4]},
    "by kind": lambda city, number: {"kind": ("signal", "question")[number % 2]},
    "by dates": lambda city, number: {"since": f"{2017 + number % 9}-03-01", "until": f"{2017 + number % 9}-03-20"},
    "by all of them": lambda city, number: {
        "category": city.category(number),
        "area": city.area(number),
        "phase": ("open", "final")[number % 2],
        "until": f"{2018 + number % 9}-06-30",
    },
    "common word": lambda city, number: {"text": city.common[number]},
    "common word in a district": lambda city, number: {"text": city.common[number], "area": city.area(number)},
    "common word, new": lambda city, number: {"text": city.common[number], "phase": "new"},
    "middling word": lambda city, number: {"text": city.all[200 + 97 * number]},
    "rare word": lambda city, number: {"text": city.rare()},
    "two words": lambda city, number: {"text": f"{city.common[number]} {city.common[199 - number]}"},
    "common and rare word": lambda city, number: {"text": f"{city.common[number]} {city.rare()}"},
    "two words, none found": lambda city, number: {"text": f"{city.rare()} {rare(1)}{number}"},
    "word none has": lambda city, number: {"text": f"никоганеказана{number}"},
}
INBOXES: dict[str, Asked] = {
    "open": lambda city, number: {},
    "overdue": lambda city, number: {"queue": "overdue"},
    "to check": lambda city, number: {"queue": "to_check"},
    "all, by category": lambda city, number: {"queue": "", "category": city.category(number)},
    "all, by state": lambda city, number: {"queue": "", "status": ("registered", "in_work", "solved")[number % 3]},
    "all, by district and dates": lambda city, number: {
        "queue": "",
        "area": city.area(number),
        "since": f"{2017 + number % 9}-03-01",
        "until": f"{2017 + number % 9}-05-20",
    },
}
SEARCHES: dict[str, Callable[[City, int], str]] = {
    "number": lambda city, number: str(city.random.choice(city.rows)["number"]),
    "common word": lambda city, number: city.common[number],
    "rare word": lambda city, number: city.rare(),
    "two words": lambda city, number: f"{city.common[number]} {city.common[199 - number]}",
}
