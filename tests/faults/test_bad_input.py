"""Bad input by the thousand: text messages, letters, messengers, slips. Drawn from a seed, so it comes again."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from civicore_bots import telegram_updates, viber_updates
from civicore_bots.came import Came
from escpos.printer import Dummy

from civicore.deployment.kind import Reading
from civicore.deployment.model.texting import SmsHook
from civicore.devices.raster import WIDTH, picture_of, printable
from civicore.devices.slips import Slip, SlipLine
from civicore.mailroom.mail import opened
from civicore.mailroom.mail import read as letter
from civicore.messaging.sms.hook import Said, read
from tests.deployment.test_mutations import mutated
from tests.mailroom import letters
from tests.tools.paper import of
from tests.tools.reliability import Counted

HOSTILE = (
    "", " ", "\0", "\x1b@\x1bp\x00", "\x1d\x56\x00", "\x10\x04\x01", "a\r\nBcc: all@town.example", "\u202egnp.exe", "‮‭",
    "=cmd|' /C calc'!A0", "../../etc/passwd", "{{7*7}}", "{% raw %}", "${jndi:ldap://x}", "' OR 1=1 --", "<script>x()",
    "e" + "\u0301" * 400, "Ж" * 3000, "😀" * 200, "\ud7ff", "\ufeff", "﷽" * 40, "NaN", "-1", "9" * 400, "true", "null",
)  # fmt: skip
HOOK = SmsHook.model_validate({"secret": {"secret": "hook"}, "items": "data.0"}, context=Reading(("cs",)))
PLAIN_HOOK = SmsHook.model_validate({"secret": {"secret": "hook"}}, context=Reading(("cs",)))
PERSON = {"id": 501, "is_bot": False, "first_name": "Olena", "language_code": "uk"}
CHAT = {"id": 501, "type": "private"}
MESSAGE = {"message_id": 1, "date": 0, "chat": CHAT, "from": PERSON, "text": "/start x"}
TELEGRAM: tuple[dict[str, Any], ...] = (
    {"update_id": 7, "message": MESSAGE},
    {
        "update_id": 8,
        "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": "x", "message": MESSAGE},
    },
    {"update_id": 9, "message": {**MESSAGE, "contact": {"phone_number": "+380", "first_name": "O", "user_id": 501}}},
    {"update_id": 10, "message": {**MESSAGE, "location": {"longitude": 1.5, "latitude": 2.5}}},
)
VIBER: tuple[dict[str, Any], ...] = (
    {"event": "message", "timestamp": 1, "message_token": 2, "sender": {"id": "a", "name": "O", "language": "uk"},
     "message": {"type": "text", "text": "x"}},
    {"event": "delivered", "timestamp": 1, "message_token": 3, "user_id": "a"},
    {"event": "conversation_started", "timestamp": 1, "message_token": 4, "user": {"id": "a", "name": "O"}},
)  # fmt: skip


def words(lots: random.Random) -> str:
    """A text nobody should send, sometimes several of them, sometimes any signs there are."""
    if lots.random() < 0.3:
        signs = (chr(lots.choice((lots.randrange(1, 0x300), lots.randrange(0x2000, 0x3000)))) for _ in range(20))
        return "".join(signs)
    return "".join(lots.choice(HOSTILE) for _ in range(lots.randint(1, 3)))


def anything(lots: random.Random) -> Any:
    """Any value of JSON."""
    return lots.choice([None, True, -1, 10**30, 0.5, [], {}, [[]], {"id": {}}, words(lots)])


def changed(value: Any, lots: random.Random, chance: float = 0.15) -> Any:
    """The same tree with some of its values exchanged, left out or added."""
    if lots.random() < chance:
        return anything(lots)
    if isinstance(value, Mapping):
        kept = {key: changed(one, lots, chance) for key, one in value.items() if lots.random() > 0.05}
        return kept | ({words(lots)[:20]: anything(lots)} if lots.random() < 0.1 else {})
    return [changed(one, lots, chance) for one in value] if isinstance(value, list) else value


@pytest.mark.soak
def test_text_messages_that_gateways_hand_over(counted: Counted) -> None:
    lots = random.Random("sms")
    body = {
        "data": [{"id": "7", "from": "+420739547765", "text": "x"}, {"id": "g1", "status": "delivered"}],
        "from": "1",
    }
    for _ in range(many := of("text messages in")):
        sent = changed(body, lots)
        for hook in (HOOK, PLAIN_HOOK):
            said = read(hook, sent)
            assert isinstance(said, Said)
            assert all(one.sender for one in said.came)
    counted(inputs=many)


@pytest.mark.soak
def test_letters_of_any_bytes(counted: Counted) -> None:
    lots = random.Random("mail")
    seeds = (letters.with_files("ahoj"), b"From: a@b.example\r\nSubject: =?utf-8?B?eA==?=\r\n\r\nx")
    for _ in range(many := of("mail in")):
        raw = mutated(lots.choice(seeds), lots)
        at = lots.randrange(len(raw))
        found = letter(opened(raw[:at] + words(lots).encode("utf-8", "surrogatepass") + raw[at:]))
        for line in (found.subject, found.sender, found.sender_name):
            assert not {"\n", "\r", "\0"} & set(line), repr(line)
        assert "\0" not in found.text
    counted(inputs=many)


@pytest.mark.soak
@pytest.mark.parametrize("messenger", ["telegram", "viber"])
def test_updates_of_messengers(messenger: str, counted: Counted) -> None:
    lots = random.Random(messenger)
    reader, samples = {"telegram": (telegram_updates.read, TELEGRAM), "viber": (viber_updates.read, VIBER)}[messenger]
    understood = 0
    for _ in range(many := of("updates of each messenger")):
        update = changed(lots.choice(samples), lots, 0.08)
        came = reader(json.loads(json.dumps(update))) if isinstance(update, dict) else None
        assert came is None or isinstance(came, Came)
        understood += came is not None
    assert 0 < understood < many
    counted(inputs=many)


@pytest.mark.soak
def test_texts_on_paper_reach_the_printer_as_a_picture_alone(counted: Counted, tmp_path: Path) -> None:
    lots = random.Random("paper")
    for _ in range(many := of("texts on paper")):
        text = words(lots)
        assert all(unicodedata.category(sign)[0] != "C" for sign in printable(text))
        picture = picture_of(Slip((SlipLine(text[:20], "huge"), SlipLine(text[:80]))))
        assert picture.size[0] == WIDTH
        printer = Dummy(profile="TM-T20II")
        printer.image(picture)
        sent = printer.output
        assert sent.startswith(b"\x1dv0\x00") and len(sent) >= WIDTH // 8 * picture.size[1], (
            "raster and nothing before it"
        )
    counted(inputs=many)
