"""A server killed in the middle of bookings (F01-F03): what was acknowledged is there, nothing is half made."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from civicore.base.clock import SystemClock
from civicore.capacity.tables import CAPACITY, ClaimRow, LedgerRow
from civicore.storage.store import Store
from tests.tools.paper import of
from tests.tools.reliability import Counted
from tests.tools.serving import PATIENCE, ROOT, Server, served

BOOKINGS, CLIENTS = 200, 16
MORNING = "2026-11-23T06:00:00+01:00"
LATER = "2026-11-23T06:02:00+01:00"  # whoever was sending a letter when they died has no claim to it any more
TRUTNOV = ROOT / "deployments" / "trutnov.yaml"


@dataclass(frozen=True)
class Wish:
    """One person who wants one time; the key makes a repeated request recognisable."""

    number: int
    start: str

    @property
    def email(self) -> str:
        return f"kill{self.number}@example.org"

    def ask(self, client: httpx.Client) -> httpx.Response:
        fields = {"first_name": "Jan", "last_name": "Novák", "email": self.email}
        body = {"agenda": "id_cards", "activity": "collect", "start": self.start, "fields": fields, "language": "cs"}
        return client.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": f"kill-{self.number:04d}-key"})


@pytest.mark.parametrize("round_", range(of("F01 kills of a server")))
def test_f01_a_killed_server_loses_nothing_it_acknowledged(
    empty_database_url: str, tmp_path: Path, round_: int, counted: Counted
) -> None:
    with served(TRUTNOV, tmp_path, clock=MORNING, database=empty_database_url) as server:
        server.set_clock(MORNING)
        wishes = wished(server)
        acknowledged = until_killed(server, wishes, after=random.Random(round_).randint(10, 150))
    with served(TRUTNOV, tmp_path, clock=MORNING, database=empty_database_url) as server:
        server.set_clock(MORNING)
        assert 0 < len(acknowledged) < BOOKINGS
        for wish, told in acknowledged.items():
            found = server.api("GET", f"/bookings/{told['id']}")
            assert (found.status_code, found.json()["state"]) == (200, "held"), wish
        repeated = {wish: wish.ask(server.http) for wish in wishes}
        assert {answer.status_code for answer in repeated.values()} == {201}
        assert {wish: repeated[wish].json()["id"] for wish in acknowledged} == {
            w: t["id"] for w, t in acknowledged.items()
        }
        server.set_clock(LATER)
        assert Counter(letter.to for letter in server.outbox() if letter.to.startswith("kill")) == {
            w.email: 1 for w in wishes
        }
    used, claimed = anyio.run(ledger, empty_database_url)
    assert used == claimed
    counted(runs=1, faults=1, inputs=len(wishes), acknowledged=len(acknowledged), lost=0)


def wished(server: Server) -> Sequence[Wish]:
    """As many free times as there are people, spread over the days."""
    asked = {"agenda": "id_cards", "activity": "collect", "from": "2026-11-24", "to": "2026-12-31"}
    days = server.api("GET", "/availability", params=asked).raise_for_status().json()["days"]
    rows = itertools.zip_longest(*([slot["start"] for slot in day["slots"]] for day in days))
    starts = [start for row in rows for start in row if start is not None]
    return [Wish(number, start) for number, start in enumerate(starts[:BOOKINGS])]


def until_killed(server: Server, wishes: Sequence[Wish], *, after: int) -> dict[Wish, Any]:
    """Ask for everything at once and kill the server after so many answers; the answers there were."""
    answered: dict[Wish, Any] = {}
    enough = threading.Event()

    def ask(mine: Sequence[Wish]) -> None:
        with httpx.Client(base_url=server.base, timeout=10) as client:
            for wish in mine:
                try:
                    answer = wish.ask(client)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                answered[wish] = answer.json()
                if len(answered) >= after:
                    enough.set()

    with ThreadPoolExecutor(CLIENTS + 1) as crowd:
        asking = [crowd.submit(ask, wishes[part::CLIENTS]) for part in range(CLIENTS)]
        waiting: list[Future[Any]] = [*asking, crowd.submit(enough.wait)]
        wait(waiting, PATIENCE, FIRST_COMPLETED)
        server.process.kill()
        enough.set()
        for one in asking:
            one.result()
    return answered


async def ledger(url: str) -> tuple[dict[str, int], dict[str, int]]:
    """What the ledger says is used, and what the claims say."""
    store = Store(url, clock=SystemClock(), apps=(CAPACITY,))
    await store.open()
    try:
        async with store.reading():
            used = await LedgerRow.select(LedgerRow.key, LedgerRow.used)
            claims = await ClaimRow.select(ClaimRow.key)
    finally:
        await store.close()
    return {row["key"]: row["used"] for row in used if row["used"]}, dict(Counter(row["key"] for row in claims))
