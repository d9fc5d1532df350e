"""Consultations by text message: numbers and words, one answer for one message, nothing kept too long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from civicore_bots.config import SECTIONS
from civicore_bots.sms import SmsTalk, retention
from civicore_bots.tables import ChatRow
from civicore_bots.talking import Talker

from civicore.base.clock import DemoClock
from civicore.contracts.texting import Reply, Texted
from civicore.deployment.loading import load
from civicore.storage.store import Store
from tests.bots.people import DMS, Talking

pytestmark = pytest.mark.anyio
SMS = {"gateway": "smpp", "host": "smsc", "user": "dms", "number": "+380441234567", "alphabet": {"uk": "ucs2"}}
PERSON = "+380501112233"


class Office:
    """The migration service with a number for text messages."""

    def __init__(self, folder: Path, store: Store, clock: DemoClock) -> None:
        written = yaml.safe_load(DMS.read_text("utf-8"))
        kept = ("civicore", "extends", "deployment", "offices", "bots", "consultations", "retention")
        written = {key: written[key] for key in kept} | {"channels": {"sms": SMS}}
        written["deployment"]["url"] = "https://dms.example"
        file = folder / "city.yaml"
        file.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), "utf-8")
        loaded = load(file, SECTIONS, environ={})
        assert loaded.city is not None, loaded.errors
        talking = Talking(loaded.city)
        self.runtime = replace(talking.runtime, store=store, clock=clock)
        self.clock = clock
        self.sms = SmsTalk(self.runtime, Talker(self.runtime))
        self.sent = 0

    async def says(self, words: str, sender: str = PERSON, id: str = "") -> str | None:
        self.sent += 1
        texted = Texted(id or f"m{self.sent}", sender, words, self.clock.now())
        reply: Reply | None = await self.sms.hear(texted)
        return reply.text if reply else None


@pytest.fixture
def office(tmp_path: Path, store: Store, clock: DemoClock) -> Office:
    return Office(tmp_path, store, clock)


async def test_a_consultation_by_numbers(office: Office) -> None:
    first = await office.says("Консультація")
    assert first is not None
    assert first.splitlines()[:3] == ["Який документ плануєте оформити?", "1 Закордонний паспорт", "2 ID-картка"]
    for answer in ("2", "ні", "2.", "3", "2"):
        told = await office.says(answer)
    assert told is not None
    assert told.startswith("Обмін на ID-картку: подайте\n\n• Будь-який документ з фотографією")
    assert "https://" in told
    assert await office.says("дякую") is None  # it is over: other words are for others
    assert "Який документ" in str(await office.says("почати спочатку"))


async def test_the_language_is_that_of_the_word(office: Office) -> None:
    assert "Which document do you need?" in str(await office.says("PASSPORT"))
    assert "Which document do you need?" in str(await office.says("hm?"))
    assert "displaced" in str(await office.says("card"))
    assert "Which document" in str(await office.says("back"))


async def test_words_that_begin_nothing_are_left_to_others(office: Office) -> None:
    assert await office.says("OBJ ZOP 10.8. 14:00 Novak") is None
    assert await office.says("2") is None
    assert office.sms.help("uk") == "Які документи потрібні? Напишіть КОНСУЛЬТАЦІЯ."


async def test_the_same_message_is_answered_as_before_and_done_once(office: Office) -> None:
    await office.says("consultation")
    first = await office.says("2", id="same")
    assert await office.says("2", id="same") == first
    assert "issued" in str(await office.says("no"))


async def test_two_numbers_do_not_mix(office: Office) -> None:
    await office.says("consultation")
    assert await office.says("1", sender="+380509998877") is None
    assert "displaced" in str(await office.says("2"))


async def test_answers_live_as_long_as_the_file_says_and_name_nobody(office: Office) -> None:
    await office.says("consultation")
    async with office.runtime.store.reading():
        [row] = await ChatRow.select()
    assert not any(re.sub(r"\D", "", PERSON) in str(value) for value in row.values())
    own = retention(office.runtime)
    assert len(await own.export(PERSON)) == 1
    office.clock.advance(timedelta(days=1))
    assert await office.says("2") is None
    assert await own.erase(PERSON) == 1
    assert await own.export(PERSON) == []
