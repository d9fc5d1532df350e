"""What people write: stored once, worked once, answered never in a circle."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicore.deployment.kind import Reading
from civicore.deployment.model.texting import SmsHook
from civicore.messaging.sms import smpp
from civicore.messaging.sms.gateway import Came, Report
from civicore.messaging.sms.hook import Said, genuine, read
from civicore.messaging.sms.incoming import TextCame
from civicore.messaging.sms.tables import Stopped, TextIn
from civicore.storage.tables import MessageRow
from tests.messaging.sms.conftest import NUMBER, Texting

pytestmark = pytest.mark.anyio
MAKE = Callable[..., Texting]
SMPP = {"gateway": "smpp", "host": "x.example", "user": "town", "number": "+420 499 000 111"}


@pytest.fixture
def city(texting: MAKE) -> Texting:
    return texting(SMPP)


async def answers(city: Texting) -> list[str]:
    """What would be sent, the oldest first."""
    async with city.store.reading():
        rows = await MessageRow.select().where(MessageRow.notice == "sms.answer").order_by(MessageRow.position)
    return [row["text"] for row in rows]


async def came(city: Texting, text: str, sender: str = "739 547 765", id: str | None = None) -> None:
    await city.told.came(Came(sender, text, text, id))
    await work(city)


async def work(city: Texting) -> None:
    """Hand over the news, without any gateway."""
    async with city.store.reading():
        rows = await TextIn.select().where(TextIn.state == "new").order_by(TextIn.at)
    for row in rows:
        await city.incoming.work(TextCame(row["id"]))


async def states(city: Texting) -> list[str]:
    async with city.store.reading():
        return [row["state"] for row in await TextIn.select().order_by(TextIn.at)]


async def test_channel_case_32_the_same_id_twice_is_worked_and_answered_once(city: Texting) -> None:
    for _ in range(2):
        await came(city, "hello", id="m1")
    assert len(city.echo.heard) == 1 and await answers(city) == ["you said hello"]


async def test_a_gateway_without_ids_that_repeats_itself_is_heard_once(city: Texting) -> None:
    await came(city, "hello")
    city.clock.advance(timedelta(minutes=9))
    await came(city, "hello")
    city.clock.advance(timedelta(minutes=9))
    await came(city, "hello again")
    city.clock.advance(timedelta(minutes=11))
    await came(city, "hello")
    assert [one.text for one in city.echo.heard] == ["hello", "hello again", "hello"]


async def test_once_worked_nothing_personal_is_left(city: Texting) -> None:
    await came(city, "hello from Jan Novák", id="m1")
    async with city.store.reading():
        (row,) = await TextIn.select()
    assert (row["state"], row["sender"], row["text"]) == ("answered", "", "")
    assert "Nov" not in row["written"] and "739" not in str(row)


async def test_channel_case_3_a_crash_after_storing_loses_nothing(city: Texting) -> None:
    city.echo.failing = 1
    await city.told.came(Came("739547765", "hello", "{}", "m1"))
    with pytest.raises(ZeroDivisionError):
        await work(city)
    assert await states(city) == ["new"]
    await work(city)
    assert await answers(city) == ["you said hello"]


async def test_the_outbox_hands_over_what_came(city: Texting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp, "CONNECTED_WITHIN", 0.2)  # no message centre is there, and none is needed
    await city.told.came(Came("739547765", "hello", "{}", "m1"))
    await city.outbox.flush()
    assert await states(city) == ["answered"]


@pytest.mark.parametrize("sender", ["5030", "INFO", "90210", "", "+420900123456"])
async def test_channel_case_38_short_codes_and_names_are_never_answered(city: Texting, sender: str) -> None:
    await came(city, "hello", sender, id="m1")
    assert (await states(city), city.echo.heard, await answers(city)) == (["foreign"], [], [])


@pytest.mark.parametrize("sender", ["00420739547765", "420739547765", "739 547 765", "+420 739547765"])
async def test_channel_case_38_every_spelling_is_the_same_person(city: Texting, sender: str) -> None:
    await came(city, "hello", sender, id="m1")
    assert city.echo.heard[0].sender == NUMBER


async def test_what_nobody_understands_is_answered_with_help_once_an_hour(city: Texting) -> None:
    for number in range(3):
        await came(city, f"nonsense {number}", id=f"m{number}")
    assert await answers(city) == ["write hello"]
    city.clock.advance(timedelta(minutes=61))
    await came(city, "more", id="m9")
    assert len(await answers(city)) == 2


async def test_channel_case_36_two_robots_never_ping_pong(texting: MAKE) -> None:
    city = texting({**SMPP, "answers_per_hour": "5"})
    for number in range(40):
        city.clock.advance(timedelta(seconds=20))
        await came(city, f"hello {number}", id=f"m{number}")
    assert len(await answers(city)) == 5
    assert len(city.echo.heard) == 5  # what would not be answered is not done either
    await came(city, "hello", "+420777111222", id="other")
    assert len(await answers(city)) == 6


@pytest.mark.parametrize("words", ["STOP", "stop", "Стоп", "СТОП РОЗСИЛКИ"])
async def test_channel_case_36_stop_ends_news_and_nothing_else(
    city: Texting, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smpp, "CONNECTED_WITHIN", 0.2)  # no message centre is there, and none is needed
    await came(city, words, id="m1")
    assert len(await answers(city)) == 1 and city.echo.heard == []
    async with city.store.reading():
        assert await Stopped.count() == 1
    await city.send("news", purpose="news")
    await city.send("your visit")
    await city.outbox.flush()
    news, own = await city.fates()
    assert (news.state, news.tries[-1].detail) == ("failed", "the owner of the number wants no more news")
    assert own.tries == () or own.tries[-1].outcome == "later"


async def test_channel_case_35_hostile_words_stay_words(city: Texting) -> None:
    hostile = "hello '; DROP TABLE x; -- $(reboot) `id` {{ 7*7 }} %(x)s <b>"
    await came(city, hostile, id="m1")
    assert city.echo.heard[0].text == hostile
    assert await answers(city) == [f"you said {hostile}"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.text(max_size=30))
async def test_whatever_comes_is_stored_and_worked(city: Texting, text: str, sender: str) -> None:
    await city.told.came(Came(sender, text, text, None))
    await work(city)
    assert "new" not in await states(city)


async def test_what_was_never_worked_goes_with_the_file_and_a_person_is_found_and_erased(city: Texting) -> None:
    await city.told.came(Came("739547765", "hello", "{}", "m1"))
    (kept,) = city.plugin.register_retention()
    assert [one["text"] for one in await kept.export("+420 739 547 765")] == ["hello"]
    assert await kept.erase(NUMBER) == 1
    await city.told.came(Came("739547765", "hello", "{}", "m2"))
    city.clock.advance(timedelta(days=8))
    assert await kept.expire() == 1


# What gateways tell by HTTP


def hook(**said: Any) -> SmsHook:
    return SmsHook.model_validate({"secret": {"secret": "hook"}, **said}, context=Reading(("cs",)))


BASIC = base64.b64encode(b"gate:s3cret").decode()


@pytest.mark.parametrize(
    ("said", "headers", "body"),
    [
        ({}, {"X-Hook-Secret": "s3cret"}, {}),
        ({"proof": "bearer"}, {"authorization": "Bearer s3cret"}, {}),
        ({"proof": "basic", "proof_name": "gate"}, {"authorization": f"Basic {BASIC}"}, {}),
        ({"proof": "field", "proof_name": "api.key"}, {}, {"api": {"key": "s3cret"}}),
    ],
)
def test_channel_case_2_only_who_has_the_secret_is_heard(said: Any, headers: Any, body: Any) -> None:
    asked = hook(**said)
    assert genuine(asked, "s3cret", headers, body)
    assert not genuine(asked, "other", headers, body)
    assert not genuine(asked, "s3cret", {}, {})
    assert not genuine(asked, None, {"X-Hook-Secret": ""}, {})
    assert not genuine(asked, "", {"X-Hook-Secret": ""}, {})
    assert not genuine(asked, "s3cret", {"authorization": "Basic %%%", "X-Hook-Secret": "č"}, None)


def test_messages_and_receipts_are_told_apart_in_every_form() -> None:
    asked = hook(items="data", sender="msisdn", text="body")
    body = {
        "data": [
            {"id": 7, "msisdn": "+420739547765", "body": "hello"},
            {"id": "g1", "status": "delivered"},
            {"id": "g2", "status": "EXPIRED"},
            {"id": "g3", "status": "buffered"},
            {"msisdn": "", "body": "nobody"},
            "rubbish",
            None,
        ]
    }
    assert read(asked, body) == Said(
        (Report("g1", "delivered"), Report("g2", "failed"), Report("g3", "accepted")),
        (Came("+420739547765", "hello", '{"body":"hello","id":7,"msisdn":"+420739547765"}', "7"),),
    )
    assert read(hook(), {"from": "1", "text": "x"}).came == (Came("1", "x", '{"from":"1","text":"x"}', None),)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_a_body_holds_reading_it_never_fails(body: Any) -> None:
    read(hook(), body)
    read(hook(items="data.0"), body)
