"""A real conversation with a mail server: encryption, sign-in, its answers, and the mail read back."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import idna
import pytest

from civicore.base.clock import DemoClock
from civicore.base.text import Text
from civicore.extension.channels import Attachment, CannotSend, ChannelMessage
from civicore.messaging.letter import Sender
from civicore.messaging.smtp import smtp_channel
from tests.messaging.mailserver import PASSWORD, Running, mail_server

SENDER = Sender(Text({"cs": "Město Trutnov"}), "webcall@trutnov.example", "podatelna@trutnov.example")
MESSAGE = ChannelMessage(
    id="6f1f7f6e-0000-4000-8000-000000000001",
    to="jan@příklad.example",
    subject="Potvrďte objednávku",
    text="Dobrý den,\n\nváš PIN je 123456.\n",
    html="<p>Váš PIN je <strong>123456</strong>.</p>",
    language="cs",
    attachments=[
        Attachment("schůzka.ics", "text/calendar; charset=utf-8; method=PUBLISH", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                   b"PRODID:-//x//x//\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261124T060000Z\r\nDTSTART:20261124T070000Z"
                   b"\r\nSUMMARY:Visit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        Attachment("code.png", "image/png", b"\x89PNG\r\n"),
    ],
)  # fmt: skip


def frozen() -> DemoClock:
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 24, 6, 30, tzinfo=UTC))
    return clock


async def send(server: Running, message: ChannelMessage = MESSAGE, password: str = PASSWORD) -> None:
    channel = smtp_channel(server, SENDER, frozen(), password=lambda: password, trust=server.trust)
    await channel.send(message)


async def refused(server: Running, message: ChannelMessage = MESSAGE, password: str = PASSWORD) -> CannotSend:
    with pytest.raises(CannotSend) as caught:
        await send(server, message, password)
    assert server.box.taken == []
    return caught.value


@pytest.mark.anyio
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_mail_is_handed_over_encrypted_and_reads_as_it_was_written(security: str) -> None:
    async with mail_server(security=security) as server:
        await send(server)
        assert server.box.encrypted == [True]
        mail = server.box.mail()
    assert mail["Message-ID"] == f"<{MESSAGE.id}@trutnov.example>"
    assert mail["Date"].datetime == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert str(mail["From"]) == "Město Trutnov <webcall@trutnov.example>"
    assert mail["To"].addresses[0].addr_spec == "jan@xn--pklad-zsa96e.example"
    assert mail["Reply-To"] == "podatelna@trutnov.example"
    assert mail["Subject"] == "Potvrďte objednávku"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.anyio
async def test_both_versions_the_calendar_file_and_the_picture_arrive() -> None:
    async with mail_server() as server:
        await send(server)
        mail = server.box.mail()
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain and html
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert html.get_content().strip() == MESSAGE.html
    calendar, picture = mail.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_filename()) == ("text/calendar", "schůzka.ics")
    assert calendar.get_param("method") == "PUBLISH"
    assert icalendar.Calendar.from_ical(calendar.get_content()).walk("VEVENT")[0]["SUMMARY"] == "Visit"
    assert (picture.get_content_type(), picture.get_content()) == ("image/png", b"\x89PNG\r\n")


@pytest.mark.anyio
async def test_f03_the_same_message_sent_again_keeps_its_message_id() -> None:
    async with mail_server() as server:
        await send(server)
        await send(server)
        assert len({mail["Message-ID"] for mail in server.box.taken}) == 1


@pytest.mark.anyio
async def test_a_text_alone_is_sent_without_parts() -> None:
    async with mail_server() as server:
        await send(server, replace(MESSAGE, html=None, attachments=()))
        assert server.box.mail().get_content_type() == "text/plain"


@pytest.mark.anyio
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_s55_a_certificate_of_another_host_is_refused(security: str) -> None:
    async with mail_server(security=security, certified_for="elsewhere.example") as server:
        failure = await refused(server)
    assert not failure.permanent
    assert "certificate" in failure.reason


@pytest.mark.anyio
async def test_s55_a_certificate_of_an_unknown_authority_is_refused() -> None:
    async with mail_server() as server:
        failure = await refused(replace(server, trust=ssl.create_default_context()))
    assert not failure.permanent
    assert "certificate" in failure.reason


@pytest.mark.anyio
async def test_s55_a_server_without_encryption_gets_neither_password_nor_mail() -> None:
    async with mail_server(offer_tls=False) as server:
        failure = await refused(server)
    assert not failure.permanent
    assert "encryption" in failure.reason


@pytest.mark.anyio
async def test_a_wrong_password_waits_for_repair() -> None:
    async with mail_server() as server:
        failure = await refused(server, password="old")
    assert (failure.permanent, failure.reason[:19]) == (False, "sign-in refused: 53")


ANSWERS: Mapping[str, tuple[str, str, bool]] = {
    "full mailbox": ("on_recipient", "452 4.2.2 jan@xn--pklad-zsa96e.example is over quota", False),
    "no such person": ("on_recipient", "550 5.1.1 <jan@xn--pklad-zsa96e.example> unknown", True),
    "greylisted": ("on_data", "451 4.7.1 jan come later", False),
    "spam": ("on_data", "554 5.7.1 jan is spam", True),
}


@pytest.mark.anyio
@pytest.mark.parametrize("case", ANSWERS)
async def test_4xx_is_tried_again_and_5xx_is_for_good(case: str) -> None:
    step, answer, for_good = ANSWERS[case]
    async with mail_server() as server:
        setattr(server.box, step, answer)
        failure = await refused(server)
    assert failure.permanent is for_good
    assert answer[:9] in failure.reason
    assert "jan" not in failure.reason


@pytest.mark.anyio
async def test_nobody_listening_is_tried_again() -> None:
    async with mail_server() as server:
        closed = server
    failure = await refused(closed)
    assert not failure.permanent


@pytest.mark.anyio
@pytest.mark.parametrize("understood", [True, False])
async def test_a_cyrillic_address_goes_only_where_it_is_understood(understood: bool) -> None:
    async with mail_server(utf8=understood) as server:
        message = replace(MESSAGE, to="олена@приклад.example")
        if understood:
            await send(server, message)
            assert f"To: олена@{idna.encode('приклад').decode()}.example".encode() in server.box.raw[0]
        else:
            assert (await refused(server, message)).permanent
