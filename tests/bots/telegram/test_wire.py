"""What Telegram is told, and what nobody is: long texts, signs of HTML, answers in place, the token."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from civicore_bots.tables import SayRow, UpdateRow
from PIL import Image

from civicore import files
from civicore.contracts.dialog import Contact
from tests.bots.office import TELEGRAM_TOKEN, Office
from tests.tools.messengers import Bot, Telegram

pytestmark = pytest.mark.anyio
OLENA = Contact("telegram", "helper:501")


@pytest.fixture
def engine_name() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


async def test_channel_case_02_who_has_not_the_secret_stores_nothing_and_reads_nothing(
    open_office: Office, tg: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    update = {"update_id": 7, "message": {"message_id": 1, "date": 0, "chat": {"id": 501}, "text": "of a stranger"}}
    async with httpx.AsyncClient() as client:
        for proof in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            answer = await client.post(tg.webhook["url"], json=update, headers=proof)
            assert answer.status_code == 401
            assert "stranger" not in answer.text

    assert "stranger" not in caplog.text
    assert not await open_office.rows(UpdateRow)


async def test_channel_case_09_a_text_that_is_too_long_is_cut_at_a_line_with_the_buttons_last(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    open_office.parrot.long = "😀" * 1000 + "\n" + "😀" * 1048
    await open_office.act(telegram, tg, telegram.start, olena)

    assert olena.said() == ["😀" * 1000, "😀" * 1048]
    assert ["reply_markup" in one for one in tg.called("sendMessage")] == [False, True]


async def test_channel_case_10_a_message_that_is_not_modified_is_done(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    open_office.parrot.instead = True
    await open_office.act(telegram, tg, telegram.start, olena)
    words = "Bad Request: message is not modified: the same"
    tg.fail(method="editMessageText", code=400, description=words)
    await open_office.act(telegram, tg, telegram.press, olena, "One")

    assert len(olena.said()) == 1
    assert not await open_office.rows(SayRow)


async def test_an_answer_may_take_the_place_of_its_question(open_office: Office, telegram: Telegram, tg: Bot) -> None:
    olena = tg.person("501")
    open_office.parrot.instead = True
    await open_office.act(telegram, tg, telegram.start, olena)
    await open_office.act(telegram, tg, telegram.press, olena, "One")

    assert olena.said() == ["You chose a.one"]


async def test_channel_case_12_what_a_citizen_writes_arrives_as_it_was_written(
    open_office: Office, telegram: Telegram, tg: Bot
) -> None:
    olena = tg.person("501")
    await open_office.act(telegram, tg, telegram.say, olena, "<b>bold</b> & <script>")

    assert olena.last() == "You said <b>bold</b> & <script> by text"


async def test_the_token_stands_nowhere(
    open_office: Office, telegram: Telegram, tg: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    olena = tg.person("501")
    tg.fail(method="sendMessage", code=401, description="Unauthorized")
    tg.fail(method="sendMessage", drop=True)
    await open_office.act(telegram, tg, telegram.say, olena, "hello")
    open_office.clock.advance(timedelta(seconds=30))
    await open_office.flush()
    await open_office.notify("told", OLENA)

    bots = open_office.bots
    shown = [repr(bots.transport(one)) for one in bots.lines.values()] + [repr(one) for one in bots.lines.values()]
    fates = [one.detail for fate in await open_office.fates() for one in fate.tries]
    assert TELEGRAM_TOKEN.split(":")[1] not in caplog.text + "".join(shown) + "".join(fates)


async def test_a_picture_is_cleaned_and_kept_under_the_address_of_who_sent_it(
    open_office: Office, telegram: Telegram, tg: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "JPEG")

    async def picture(photo: str) -> bytes:
        return drawn.getvalue() if photo == "F1" else b"no picture"

    monkeypatch.setattr(open_office.bots.transport(open_office.bots.lines["helper.telegram"]), "picture", picture)
    olena = tg.person("501")
    for id_ in ("F1", "F2"):
        size = {"file_id": id_, "file_unique_id": "u", "width": 40, "height": 30}
        await open_office.act(telegram, tg, telegram.send_photo, olena, [size])

    async with open_office.store.reading():
        (kept,) = await files.of("telegram:helper:501")
    assert [one.value for one in open_office.parrot.heard] == [str(kept.id), ""]
    assert kept.picture
