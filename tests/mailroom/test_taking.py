"""Each letter falls in once, and what follows from it follows once."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

import pytest

from civicore.extension.channels import ChannelMessage
from civicore.mailroom.letters import one
from civicore.mailroom.taking import Paper
from civicore.mailroom.working import Desk, owner_of
from civicore.messaging.verp import envelopes
from tests.databases import everywhere_in_soak
from tests.mailroom import letters
from tests.mailroom.postroom import Postroom
from tests.mailroom.test_desk import CLERK
from tests.tools.reliability import Counted


def back(town: Postroom, message: UUID, to: str = "olena@mail.example") -> str:
    """The envelope address under which this message went out."""
    sent = ChannelMessage(str(message), to, "", "", None, "uk")
    return envelopes(town.built.runtime.keys, "bounce@town.example")(sent)


async def test_the_same_letter_is_taken_once_however_often_and_at_once(town: Postroom) -> None:
    raw = letters.plain("Скасуйте")
    taken = await asyncio.gather(*(town.mailroom.take(raw) for _ in range(4)))
    assert sorted(taken) == [False, False, False, True]
    again = await town.post("Ще одне", Message_ID="<two@mail.example>")
    assert again and len(await town.rows()) == 2


@everywhere_in_soak
async def test_a_letter_without_an_id_is_known_again_by_its_words(town: Postroom) -> None:
    raw = letters.plain("Скасуйте", Message_ID="")
    assert [await town.mailroom.take(raw), await town.mailroom.take(raw)] == [True, False]
    assert await town.mailroom.take(letters.plain("Не скасовуйте", Message_ID=""))


async def test_f10_and_channel_case_23_a_returned_letter_marks_the_address_and_staff_see_it(
    town: Postroom, counted: Counted
) -> None:
    message = await town.delivered()
    assert message["recipient"] == ""  # erased with the delivery: the report names it, and the envelope proves it
    assert await town.mailroom.take(letters.returned(back(town, message["id"]), about=str(message["id"])))
    assert await town.dead("olena@mail.example")
    assert [row["state"] for row in await town.messages("booking:x")] == ["failed"]
    kept = await town.rows()
    assert [row["kind"] for row in kept] == ["returned"]
    counted(runs=1, faults=1, inputs=len(kept))


@everywhere_in_soak
async def test_channel_case_23_a_report_about_nothing_of_ours_is_filed_and_ignored(town: Postroom) -> None:
    await town.delivered()
    assert await town.mailroom.take(letters.returned("bounce+nothing@town.example"))
    assert not await town.dead("olena@mail.example")
    (row,) = await town.rows()
    assert (row["kind"], row["state"], row["text"], row["sender"]) == ("returned", "done", "", "")


@everywhere_in_soak
async def test_a_forged_report_kills_nobody_elses_address(town: Postroom) -> None:
    message = await town.delivered()
    to = back(town, message["id"])
    await town.mailroom.take(letters.returned(to, about=str(message["id"]), person="victim@mail.example"))
    await town.mailroom.take(letters.returned("x@town.example", about=str(message["id"]), person="olena@mail.example"))
    assert not await town.dead("victim@mail.example") and not await town.dead("olena@mail.example")
    assert [row["state"] for row in await town.messages("booking:x")] == ["sent"]


@everywhere_in_soak
async def test_a_full_mailbox_is_lost_mail_and_no_dead_address(town: Postroom) -> None:
    message = await town.delivered()
    await town.mailroom.take(letters.returned(back(town, message["id"]), status="4.2.2"))
    assert not await town.dead("olena@mail.example")
    assert [row["state"] for row in await town.messages("booking:x")] == ["failed"]


@everywhere_in_soak
async def test_signal_case_56_a_complaint_ends_letters_to_that_address(town: Postroom) -> None:
    message = await town.delivered(forget=False)
    await town.mailroom.take(letters.complaint("abuse@town.example", str(message["id"])))
    assert await town.dead("olena@mail.example")


@everywhere_in_soak
async def test_channel_case_24_an_out_of_office_reply_causes_no_message_at_all(town: Postroom) -> None:
    before = await town.messages("")
    assert await town.post("У відпустці", Auto_Submitted="auto-replied")
    assert await town.post("Наш власний лист", Message_ID="<x@y.example>", From="cherga@town.example")
    assert await town.messages("") == before
    assert {(row["kind"], row["state"]) for row in await town.rows()} == {("automatic", "done")}


@everywhere_in_soak
async def test_which_message_a_letter_answers_is_known(town: Postroom) -> None:
    message = await town.delivered("booking:0198d1f0-3c5a-7c1e-9b1d-2f6d3a7e5b99")
    await town.post("Скасуйте", In_Reply_To=f"<{message['id']}@town.example>")
    (row,) = await town.rows()
    assert row["about"] == message["about"]


@everywhere_in_soak
async def test_a_letter_that_breaks_the_reader_is_kept_for_staff_and_stops_nobody(
    town: Postroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(raw: bytes) -> object:
        raise RecursionError("olena@mail.example")

    with monkeypatch.context() as patch:
        patch.setattr("civicore.mailroom.taking.opened", broken)
        assert await town.mailroom.take(b"secret words")
    assert await town.post("Далі")
    assert [row["state"] for row in await town.rows()] == ["new", "new"]
    assert "olena" not in caplog.text and "secret" not in caplog.text


@everywhere_in_soak
async def test_logs_say_nothing_of_people(town: Postroom, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "civicore")
    await town.post("Олена Коваль, ПІН 123456")
    await town.mailroom.take(letters.returned("x@town.example"))
    assert not any(word in caplog.text for word in ("olena", "Коваль", "123456"))


async def test_settled_letters_are_emptied_in_time_and_still_known(town: Postroom) -> None:
    store = town.store_of_letters
    raw = letters.plain("У відпустці, Олена Коваль", Auto_Submitted="auto-replied")
    await town.mailroom.take(raw)
    await town.post("Скасуйте", Message_ID="<waits@mail.example>")
    assert await store.expire() == 0
    town.clock.advance(timedelta(days=31))
    assert await store.expire() == 1
    assert {row["text"] for row in await town.rows()} == {"", "Скасуйте"}  # what waits is never emptied
    assert not await town.mailroom.take(raw)


async def test_a_letter_on_paper_without_an_address_is_emptied_too(town: Postroom) -> None:
    paper, runtime = Paper("Олена Коваль", "", "", "Скасуйте"), town.built.runtime
    await runtime.transact(lambda unit: town.mailroom.typed(paper, owner_of(CLERK), unit))
    (row,) = await town.rows()
    async with runtime.store.reading():
        letter = await one(row["id"])
    assert letter is not None and await Desk(runtime).lay_aside(letter, CLERK) is None
    town.clock.advance(timedelta(days=31))
    assert await town.store_of_letters.expire() == 1
    (row,) = await town.rows()
    assert row["text"] == row["sender_name"] == ""
    assert await town.store_of_letters.expire() == 0


async def test_a_person_gets_their_letters_and_has_them_erased(town: Postroom) -> None:
    store = town.store_of_letters
    await town.post("Скасуйте, Олена")
    assert [one["text"] for one in await store.export("Olena@mail.example")] == ["Скасуйте, Олена"]
    assert await store.erase("olena@mail.example") == 1
    (row,) = await town.rows()
    assert (row["text"], row["sender"], row["state"], row["person"]) == ("", "", "done", "")
    assert await store.export("olena@mail.example") == []
