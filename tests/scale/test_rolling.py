"""Two processes of one city behind a proxy: it does not matter which of them answers, nor when one is replaced."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest

from tests.databases import Databases
from tests.faults.town import FILE, Wish, some
from tests.scale.machines import Site, site
from tests.tools.alone import alone
from tests.tools.counts import times
from tests.tools.reliability import Counted
from tests.tools.serving import PATIENCE, eventually
from tests.tools.visitor import Visitor

CLIENTS = 4
THOUGHT = 0.05  # seconds between two requests of one of them
WISHES = some(3000)


@pytest.fixture(scope="module")
def running(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with databases.empty("postgres") as url, site(FILE, tmp_path_factory.mktemp("scale"), url) as found:
        yield found


def client(base: str) -> httpx.Client:
    return httpx.Client(base_url=base, timeout=PATIENCE, trust_env=False)


def test_somebody_who_signed_in_at_one_is_known_to_the_other(running: Site) -> None:
    one, two = (machine.server for machine in running.machines)
    account = next(sign_in for sign_in in one.about["sign_ins"] if sign_in["role"] == "admin")
    with Visitor(one.base) as clerk, client(two.base) as elsewhere:
        assert elsewhere.get("/en/desk").status_code == 303
        form = clerk.open("/en/desk/sign-in").form("password")
        clerk.submit(form, {"email": account["email"], "password": account["password"]})
        elsewhere.cookies.update(clerk.cookies)
        assert elsewhere.get("/en/desk").status_code == 200


def test_limits_of_a_person_count_what_they_did_at_the_other(running: Site) -> None:
    answers = []
    for machine, wish in zip(running.machines, WISHES[-2:], strict=True):
        body = {**wish.body, "fields": {**wish.body["fields"], "email": "greedy@example.org"}}
        answers.append(machine.server.api("POST", "/bookings", json=body, headers=wish.headers))
    assert [answer.status_code for answer in answers] == [201, 429]


def test_a_kiosk_and_its_waiting_room_use_either(running: Site) -> None:
    one, two = (machine.server for machine in running.machines)
    bearer = {"Authorization": f"Bearer {one.about['tokens']['devices']['hall.kiosk']}"}
    with client(two.base).stream("GET", "/en/queue/hall/events") as room:
        seen = (json.loads(line[6:]) for line in room.iter_lines() if line.startswith("data: "))
        next(seen)
        made = [
            server.api("POST", "/devices/hall.kiosk/tickets", json={"agenda": "cards"}, headers=bearer)
            for server in (one, two, one)
        ]
        assert [answer.status_code for answer in made] == [201] * 3
        assert len({answer.json()["ticket"]["number"] for answer in made}) == 3
        assert next(seen)


@dataclass
class Crowd:
    """People who send a request once and never again: whatever goes wrong is a lost request.

    After the last of them the first ones ask what became of theirs, for as long as it takes.
    """

    base: str
    answers: Counter[str] = field(default_factory=Counter)
    told: dict[Wish, str] = field(default_factory=dict)
    streams: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def book(self, part: int) -> None:
        with client(self.base) as http:
            for wish in cycle(WISHES[part:-5:CLIENTS]):
                if self.over.wait(THOUGHT):
                    return
                try:
                    answer = http.post("/api/v1/bookings", json=wish.body, headers=wish.headers)
                    self.answers[str(answer.status_code)] += 1
                    if answer.status_code == 201:
                        id = str(answer.json()["id"])
                        assert self.told.setdefault(wish, id) == id, "asked again with its key, it is the same booking"
                except httpx.HTTPError as error:
                    self.answers[repr(error)] += 1

    def watch(self) -> None:
        """A screen, which comes back whenever its stream ends."""
        while not self.over.is_set():
            try:
                with client(self.base) as http, http.stream("GET", "/en/queue/hall/events") as room:
                    self.streams[str(room.status_code)] += 1
                    for _ in room.iter_lines():
                        if self.over.is_set():
                            return
            except httpx.HTTPError as error:
                self.streams[type(error).__name__] += 1

    def did_more(self, count: int) -> None:
        wanted = self.answers.total() + count
        try:
            eventually(lambda: self.answers.total() >= wanted or None, f"{count} answers more")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.answers}") from None


@pytest.mark.soak
def test_replacing_one_after_the_other_loses_no_request(running: Site, counted: Counted) -> None:
    crowd = Crowd(running.base)
    rounds = times(1, 20)
    with ThreadPoolExecutor(CLIENTS + 1) as threads:
        work = [threads.submit(crowd.book, part) for part in range(CLIENTS)]
        work.append(threads.submit(crowd.watch))
        try:
            for machine in running.machines * rounds:
                crowd.did_more(10)
                running.replaced(machine)
            crowd.did_more(10)
        finally:
            crowd.over.set()
    for one in work:
        one.result()
    assert set(crowd.answers) <= {"201", "409"}, "409: a sample of the demo had the time first"
    assert set(crowd.streams) == {"200"} and crowd.streams.total() >= 2
    acknowledged = set(crowd.told.values())
    assert len(acknowledged) == len(crowd.told)
    lost = acknowledged - alone(kept, running.machines[0].database)
    counted(
        runs=rounds,
        faults=2 * rounds,
        inputs=crowd.answers.total(),
        acknowledged=len(acknowledged),
        lost=len(lost),
    )
    assert lost == set()


async def kept(url: str) -> set[str]:
    """The ids of all bookings that are stored."""
    records = await asyncpg.connect(url)
    rows = await records.fetch("SELECT id FROM booking_booking")
    await records.close()
    return {str(row["id"]) for row in rows}


def test_each_booking_has_one_letter_whichever_process_sent_it(running: Site) -> None:
    wish = WISHES[-5]
    assert running.machines[0].server.api("POST", "/bookings", json=wish.body, headers=wish.headers).status_code == 201
    assert running.machines[1].server.letter(wish.email)
    letters = Counter(one.to for one in running.machines[1].server.outbox() if one.to.endswith("@example.org"))
    del letters["greedy@example.org"]  # who asked for more than the limit: a Counter forgets whom it never knew
    assert set(letters.values()) == {1}
    for machine in running.machines:
        assert [line for log in machine.logs for line in log.read_text().splitlines() if "Traceback" in line] == []
