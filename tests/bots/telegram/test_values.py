"""What updates mean, what errors mean, how texts are cut: without any messenger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from civicore_bots import telegram_updates, viber, viber_updates
from civicore_bots.came import Came, Receipt
from civicore_bots.dialog import Button, Heard, Reply, Said, Where
from civicore_bots.pace import Pace
from civicore_bots.spoken import Acknowledge, Say, Strip, doings, joined, kept, pieces, written
from civicore_bots.telegram import judged
from hypothesis import given
from hypothesis import strategies as some
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

CHAT = {"id": 501, "type": "private", "first_name": "Olena"}
OLENA = {"id": 501, "is_bot": False, "first_name": "Olena", "language_code": "uk"}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 1, "date": 0, "chat": CHAT, "from": OLENA, **content}}


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        ({"text": "/start"}, Heard("start", "", "uk")),
        ({"text": "/start nABC_-9"}, Heard("start", "nABC_-9", "uk")),
        ({"text": "Привіт"}, Heard("text", "Привіт", "uk")),
        ({"location": {"latitude": 50.5, "longitude": 30.25}}, Heard("place", "50.5,30.25", "uk")),
        (
            {"contact": {"phone_number": "380501112233", "first_name": "O", "user_id": 501}},
            Heard("phone", "+380501112233", "uk"),
        ),
        # A number that the messenger does not vouch for is no number.
        ({"contact": {"phone_number": "380501112233", "first_name": "O", "user_id": 9}}, Heard("text", "", "uk")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Heard("text", "", "uk")),
    ],
)
def test_what_people_send_by_telegram(content: dict[str, Any], heard: Heard) -> None:
    assert telegram_updates.read(message(**content)) == Came(7, "501", heard)


def test_a_picture_is_taken_in_its_largest_size() -> None:
    sizes = [{"file_id": f"F{one}", "file_unique_id": "u", "width": one, "height": one} for one in (90, 1280)]
    came = telegram_updates.read(message(photo=sizes))
    assert came is not None
    assert (came.photo, came.heard) == ("F1280", Heard("photo", "", "uk"))


@pytest.mark.parametrize("raw", [{}, {"update_id": "x"}, {"update_id": 7, "message": 3}, message(chat=3)])
def test_what_is_no_update_is_none_of_ours(raw: dict[str, Any]) -> None:
    assert telegram_updates.read(raw) is None


def test_a_bot_does_not_talk_in_groups() -> None:
    group = {"id": -5, "type": "group", "title": "Neighbours"}
    assert telegram_updates.read(message(text="/start", chat=group)) is None


@pytest.mark.parametrize(
    ("event", "came"),
    [
        (
            {"event": "message", "sender": {"id": "x", "language": "uk"}, "message": {"type": "text", "text": "::a.1"}},
            Came(9, "x", Heard("press", "a.1", "uk"), back=True),
        ),
        ({"event": "unsubscribed", "user_id": "x"}, Came(9, "x", gone=True)),
        ({"event": "subscribed", "user": {"id": "x"}}, Came(9, "x", back=True)),
        ({"event": "webhook"}, None),
        ({"event": "seen", "user_id": "x"}, None),
        ({"event": "message", "sender": "x"}, None),
        (
            {"event": "message", "sender": {"id": "x"}, "message": {"type": "location", "location": {"lat": "a"}}},
            None,
        ),
    ],
)
def test_what_viber_tells(event: dict[str, Any], came: Came | None) -> None:
    assert viber_updates.read({"message_token": 9, **event}) == came


def test_a_receipt_is_one_update_for_each_fate_however_many_devices_tell() -> None:
    delivered, failed = ({"event": one, "message_token": 9, "user_id": "x"} for one in ("delivered", "failed"))
    came = [viber_updates.read(one) for one in (delivered, delivered, failed)]
    assert [one.receipt for one in came if one] == [
        Receipt("9", "delivered"),
        Receipt("9", "delivered"),
        Receipt("9", "failed"),
    ]
    assert len({one.number for one in came if one}) == 2
    assert all(0 <= one.number < 2**63 for one in came if one)


@pytest.mark.parametrize(
    ("error", "permanent", "dead", "unclear", "wait"),
    [
        (RetryAfter(35), False, False, False, timedelta(seconds=35)),
        (Forbidden("Forbidden: bot was blocked by the user"), True, True, False, None),
        (BadRequest("Chat not found"), True, True, False, None),
        (BadRequest("message text is empty"), True, False, False, None),
        (InvalidToken("700:secret"), False, False, False, None),
        (TimedOut(), False, False, True, None),
        (NetworkError("broken"), False, False, True, None),
        (TelegramError("700:secret"), False, False, False, None),
    ],
)
def test_what_errors_of_telegram_mean(
    error: TelegramError, permanent: bool, dead: bool, unclear: bool, wait: timedelta | None
) -> None:
    found = judged(error)
    assert (found.permanent, found.dead, found.unclear, found.wait) == (permanent, dead, unclear, wait)
    assert "secret" not in found.reason


@pytest.mark.parametrize(
    ("status", "permanent", "dead"),
    [(5, True, True), (6, True, True), (3, True, False), (23, True, False), (12, False, False), (2, False, False)],
)
def test_what_statuses_of_viber_mean(status: int, permanent: bool, dead: bool) -> None:
    found = viber.judged(status)
    assert (found.permanent, found.dead) == (permanent, dead)


@given(some.text(alphabet="ab😀 \n", min_size=1, max_size=200), some.integers(2, 50))
def test_pieces_fit_and_lose_nothing_but_spaces_between_them(text: str, most: int) -> None:
    def length(words: str) -> int:
        return len(words.encode("utf-16-le")) // 2

    found = pieces(text, most, length)
    assert all(length(one) <= most for one in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_what_is_to_be_done_survives_the_database() -> None:
    rows = ((Button("Так", "a.yes"), Button("Сайт", url="https://town.example/")),)
    for doing in (Say("Слово", rows, "place", "12"), Strip("12"), Acknowledge("77", "так")):
        assert kept(written(doing)) == doing


def test_a_press_is_acknowledged_and_its_buttons_go() -> None:
    came = Came(7, "501", Heard("press", "a"), query="77", pressed="12")
    said = Said("next", ((Button("One", "a.1"),),))

    assert doings(Reply(Where(), (said,)), came, 100, len) == (
        Acknowledge("77"),
        Strip("12"),
        Say("next", said.buttons),
    )
    assert doings(Reply(Where(), (said,), instead=True), came, 100, len) == (
        Acknowledge("77"),
        Say("next", said.buttons, instead="12"),
    )
    assert doings(Reply(Where(), quiet=True, note="once"), came, 100, len) == (Acknowledge("77", "once"),)


def test_where_only_one_message_may_be_said_all_of_it_is_in_it() -> None:
    rows = ((Button("One", "a.1"),),)
    assert joined([Say("a"), Say("b", rows), Say("c")]) == Say("a\n\nb\n\nc", rows)


@pytest.mark.anyio
async def test_a_chat_gets_a_little_at_once_and_then_one_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 1))

    monkeypatch.setattr("civicore_bots.pace.asyncio.sleep", sleep)
    pace = Pace(chat=1, all=0)
    for _ in range(5):
        await pace.turn("501")
    await pace.turn("502")

    assert slept == [0, 0, 0, 1.0, 2.0, 0]
