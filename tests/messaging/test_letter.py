"""Headers cannot be injected, and what is no address is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr
from pathlib import Path

import pytest

from civicore.base.clock import DemoClock
from civicore.base.text import Text
from civicore.extension.channels import Attachment, CannotSend, ChannelMessage
from civicore.messaging.folder import folder_channel
from civicore.messaging.letter import Sender, letter

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SENDER = Sender(Text({"en": "Town"}), "office@town.example")
MESSAGE = ChannelMessage(id="1", to="ann@example.org", subject="Hello", text="Hi\n", html=None, language="en")


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85", "\x0b"])
def test_s11_line_breaks_in_a_subject_or_a_file_name_add_no_header(breaks: str) -> None:
    evil = f"Hello{breaks}Bcc: everybody@example.org"
    attachment = Attachment(f"a{breaks}Bcc: x.txt", "text/plain", b"x")
    sender = Sender(Text({"en": f"Town{breaks}Bcc: all@example.org"}), "office@town.example")
    sent = letter(replace(MESSAGE, subject=evil, attachments=[attachment]), sender, NOW)
    read = message_from_bytes(sent.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert all(part["Bcc"] is None for part in read.walk())
    assert read["Subject"] == "Hello Bcc: everybody@example.org"
    assert [one.addr_spec for one in read["From"].addresses] == ["office@town.example"]


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\r\nBcc: all@example.org",
        "ann@example.org, bob@example.org",
        "Ann <ann@example.org>",
        "ann",
        "@example.org",
        "ann@",
        "ann@exa mple.org",
        "a nn@example.org",
        "ann@-bad-.example",
        '"a b"@example.org',
    ],
)
def test_s11_what_is_not_one_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(CannotSend) as caught:
        letter(replace(MESSAGE, to=address), SENDER, NOW)
    assert caught.value.permanent
    assert "ann" not in caught.value.reason


@pytest.mark.parametrize(
    "words",
    [
        "Підтвердьте запис на прийом до центру адміністративних послуг " * 5,
        "Potvrďte prosím svou objednávku na městský úřad " * 5,
        "A long name, with a comma; and more " * 5,
        "Дуже" * 40,
    ],
)
def test_long_subjects_and_names_survive_folding(words: str) -> None:
    sender = Sender(Text({"en": words}), "office@town.example")
    sent = letter(replace(MESSAGE, subject=words), sender, NOW).as_bytes()
    assert max(len(line) for line in sent.splitlines()) < 80
    read = message_from_bytes(sent, policy=compat32)  # the newer parser of 3.11 itself breaks long headers
    assert str(make_header(decode_header(read["Subject"]))) == words.strip()
    name, address = parseaddr(" ".join(read["From"].split()))
    assert str(make_header(decode_header(name))) == words.strip()
    assert address == "office@town.example"


@pytest.mark.anyio
async def test_w501_without_a_mail_server_the_message_becomes_a_file_of_its_owner(tmp_path: Path) -> None:
    clock = DemoClock()
    clock.freeze(NOW)
    channel = folder_channel(tmp_path / "mails", SENDER, clock)
    for _ in range(2):
        await channel.send(MESSAGE)
    (file,) = (tmp_path / "mails").iterdir()
    assert file.name == "1.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "ann@example.org"
