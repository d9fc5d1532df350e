"""The puzzle before a booking: who is asked, how hard, and that a solved one books once."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from civicore_booking.service import Bookings

from civicore import puzzle
from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from tests.booking.town import Town

BUILD = Callable[..., Town]
DAY = "2026-11-25"
KEYS = Keyring("lipa", [b"k" * 32])
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NODE = shutil.which("node")
SCRIPT = Path(puzzle.__file__).parent / "web/static/puzzle.js"


def worked(text: str, bits: int) -> str:
    return next(str(number) for number in range(10**7) if puzzle.zeros(text, str(number)) >= bits)


def test_a_puzzle_is_solved_by_work_alone() -> None:
    text = puzzle.made(KEYS, "passports|9", 10, NOW)
    number = worked(text, 10)
    found = puzzle.solved(KEYS, "passports|9", text, number, NOW)
    assert found is not None and found.bits == 10
    wrong = next(str(one) for one in range(100) if puzzle.zeros(text, str(one)) < 10)
    easier = text.replace("10.", "1.", 1)
    for subject, words, answer, now in (
        ("passports|9", text, wrong, NOW),
        ("passports|10", text, number, NOW),
        ("passports|9", easier, "0", NOW),
        ("passports|9", text, number, NOW + puzzle.LASTS),
        ("passports|9", "rubbish", number, NOW),
        ("passports|9", text, "7" * 10_000, NOW),
    ):
        assert puzzle.solved(KEYS, subject, words, answer, now) is None


def test_it_is_harder_under_load_and_no_further_than_the_hardest() -> None:
    asked = [puzzle.hardness(rate, 100, 15, 18) for rate in (0, 99, 100, 199, 200, 400, 800, 100_000)]
    assert asked == [0, 0, 15, 15, 16, 17, 18, 18]
    assert puzzle.hardness(0, 100, 15, 18, always=True) == 15


def test_a_rush_is_over_a_minute_later() -> None:
    rush = puzzle.Rush()
    for _ in range(60):
        rush.note(NOW)
    assert rush.rate(NOW) == 60
    assert rush.rate(NOW + timedelta(seconds=90)) == 30
    assert rush.rate(NOW + timedelta(minutes=2)) == 0


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_script_of_the_page_does_the_same_sum() -> None:
    texts = ["", "abc", "x" * 55, "x" * 56, "x" * 64, f"{puzzle.made(KEYS, 'a', 15, NOW)}:31415"]
    sum_alone = SCRIPT.read_text("utf-8").partition("for (const box of")[0].replace("export ", "")
    asked = f"{sum_alone}\nconsole.log(JSON.stringify({json.dumps(texts)}.map(firstWord)))"
    said = subprocess.run([str(NODE), "-e", asked], capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(said) == [int.from_bytes(_sha(text)[:4], "big") for text in texts]


def _sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def test_a_scarce_agenda_asks_the_site_and_nobody_else(rebuilt: BUILD) -> None:
    town = rebuilt(booking__puzzle="always", security__puzzle="{bits: 4}")
    town.set("2026-11-24T08:00:00")
    asked = await town.refused(f"{DAY}T09:00:00")
    assert (asked.code, asked.facts["bits"]) == ("booking.puzzle", 4)
    text = str(asked.facts["puzzle"])
    proof = (text, worked(text, 4))
    await town.held(f"{DAY}T09:00:00", proof=proof)
    assert (await town.refused(f"{DAY}T09:00:00", "eva@x.cz", proof=proof)).code == "booking.puzzle_used"
    assert (await town.refused(f"{DAY}T10:00:00", "eva@x.cz", proof=proof)).code == "booking.puzzle"
    await town.booked(f"{DAY}T10:00:00", "", channel="desk", fields={"last_name": "Novák", "phone": "603123456"})


async def test_a_crowd_makes_everybody_solve_one(rebuilt: BUILD) -> None:
    town = rebuilt(security__puzzle="{after: 3, bits: 4}", booking__limits="{unconfirmed_per_person: 9}")
    town.set("2026-11-24T08:00:00")
    for number in range(2):
        await town.held(f"{DAY}T09:00:00", f"n{number}@x.cz")
    assert (await town.refused(f"{DAY}T09:00:00", "n3@x.cz")).code == "booking.puzzle"
    town.set("2026-11-24T08:02:00")
    await town.held(f"{DAY}T09:00:00", "n3@x.cz")


@pytest.mark.parametrize("off", [{"security__bot_check": "'off'"}, {"booking__puzzle": "'off'"}])
async def test_it_can_be_switched_off(rebuilt: BUILD, off: dict[str, str]) -> None:
    town = rebuilt(security__puzzle="{after: 1, bits: 24}", **off)
    town.set("2026-11-24T08:00:00")
    await town.held(f"{DAY}T09:00:00")


async def test_a_demo_asks_under_load_only_when_it_is_strict(rebuilt: BUILD) -> None:
    town = rebuilt(security__puzzle="{after: 1, bits: 4}")
    town.set("2026-11-24T08:00:00")
    demo = Bookings(replace(town.runtime, demo=True, strict=False))
    assert not isinstance(await demo.hold(town.wish(f"{DAY}T09:00:00")), Refusal)
