"""The checker sees each thing that may be wrong with a history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.town import Town, Wish, some
from tests.histories.checker import Event, Judgement, Kept, judged
from tests.simulation.defects import condition_off

NINE, TEN = "2026-11-25T09:00:00+01:00", "2026-11-25T10:00:00+01:00"
HISTORY = [
    Event(1, 0.0, "a", NINE, "a@x"), Event(1, 1.0, "a", NINE, "a@x", 503), Event(1, 2.0, "a", NINE, "a@x", 201, "1"),
    Event(2, 0.5, "b", TEN, "b@x"), Event(2, 1.5, "b", TEN, "b@x", 201, "2"),
]  # fmt: skip
KEPT = [Kept("1", NINE, "a@x"), Kept("2", TEN, "b@x")]
LETTERS = {"a@x": 1, "b@x": 1}
Change = Callable[[list[Event], list[Kept], dict[str, int]], None]


def test_a_sound_history_stands() -> None:
    assert judged(HISTORY, KEPT, 1, LETTERS) == Judgement()
    unanswered = Event(3, 3.0, "c", TEN, "c@x")
    stored = [*KEPT, Kept("3", TEN, "c@x")]
    assert judged([*HISTORY, unanswered], stored, 2, {**LETTERS, "c@x": 1}).sound, "stored without an answer is no loss"
    ended = [*KEPT, Kept("3", TEN, "c@x", placed=False)]
    assert judged([*HISTORY, unanswered], ended, 1, {**LETTERS, "c@x": 1}).sound, "whose hold is over has no place"


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("a was told of a booking that is not there", lambda h, k, m: k.pop(0)),
        ("b was answered with 2 bookings", lambda h, k, m: h.append(replace(h[-1], id="1"))),
        ("2 people were given one booking", lambda h, k, m: h.append(replace(h[2], id="2"))),
        ("nobody asked for the booking at", lambda h, k, m: k.append(Kept("3", NINE, "z@x"))),
        ("one request for", lambda h, k, m: k.append(replace(k[0], id="3"))),
        ("which has 1 places", lambda h, k, m: k.append(Kept("3", NINE, "z@x"))),
        ("1 letters never came out", lambda h, k, m: m.pop("a@x")),
        ("1 letters for nothing", lambda h, k, m: m.update({"z@x": 1})),
        ("1 people got it twice", lambda h, k, m: m.update({"a@x": 2})),
    ],
)
def test_whatever_is_wrong_is_said(said: str, change: Change) -> None:
    history, kept, letters = list(HISTORY), list(KEPT), dict(LETTERS)
    change(history, kept, letters)
    judgement = judged(history, kept, 1, letters)
    assert any(said in one for one in (*judgement.lost, *judgement.wrong)), judgement


async def test_removed_condition_of_the_counter_turns_a_history_red(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition_off(monkeypatch)
    start = some(1)[0].start
    crowd = [Wish(number, start) for number in range(6)]
    history = []
    for wish in crowd:
        answer = await town.book(wish)
        id = answer.json().get("id", "")
        history.append(Event(0, 0.0, wish.headers["Idempotency-Key"], str(start), wish.email, answer.status_code, id))
    kept = [Kept(one.id, one.start, one.email) for one in history if one.status == 201]
    judgement = judged(history, kept, 4, dict.fromkeys((one.email for one in kept), 1))
    assert any("which has 4 places" in one for one in judgement.wrong), (judgement, town.answers)
