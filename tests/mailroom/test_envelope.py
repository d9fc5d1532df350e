"""What the mail server is told, and what the file may say about letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.text import Text
from civicore.cli.opening import opened
from civicore.extension.channels import ChannelMessage
from civicore.messaging.letter import Sender
from civicore.messaging.smtp import smtp_channel
from civicore.messaging.verp import envelope_in, envelopes
from tests.mailroom.letters import ID
from tests.messaging import mailserver

KEYS = Keyring("town", (b"k" * 32,))
FILE = Path(__file__).with_name("town.yaml")


async def test_every_message_goes_out_under_an_envelope_of_its_own(
    clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelopes_seen: list[str | None] = []

    class Watching(mailserver.Mailbox):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            envelopes_seen.append(envelope.mail_from)
            return await super().handle_DATA(server, session, envelope)

    monkeypatch.setattr(mailserver, "Mailbox", Watching)
    async with mailserver.mail_server() as server:
        channel = smtp_channel(
            server,
            Sender(Text({"uk": "Центр"}), "cherga@town.example"),
            clock,
            password=lambda: mailserver.PASSWORD,
            trust=server.trust,
            returns=envelopes(KEYS, "bounce@town.example"),
        )
        await channel.send(ChannelMessage(ID, "olena@mail.example", "ПІН", "ПІН", None, "uk"))
    (seen,) = envelopes_seen
    found = envelope_in(str(seen))
    assert found is not None and found.message == UUID(ID) and found.fits(KEYS, "olena@mail.example")
    assert server.box.mail()["From"].addresses[0].addr_spec == "cherga@town.example"


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ("inbox: {maildir: mail-in, every: 1 min}", "inbox: {every: 1 min}", "L494"),
        ("maildir: mail-in", "maildir: in, imap: {host: mail.example, user: a, password: {secret: imap}}", "L494"),
        ("inbox: {maildir: mail-in, every: 1 min}", "post: {uk: Місто}", "L495"),
        ("maildir: mail-in", "maildir: other", None),
    ],
)
def test_an_inbox_comes_from_one_place_and_returned_mail_is_looked_after(
    written: str, instead: str, code: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "town.yaml"
    file.write_text(FILE.read_text("utf-8").replace(written, instead), "utf-8")
    found: Any = opened(file).findings
    assert {one.code for one in found if one.code.startswith("L49")} == ({code} if code else set())
