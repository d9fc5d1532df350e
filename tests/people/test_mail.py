"""From the desk to the mailbox: a message of the outbox, by a real mail server, and what is left of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.people.principals import VISITOR
from civicore.people.staff import Person
from civicore.people.team import People
from civicore.reading import Settings
from civicore.storage.tables import MessageRow
from tests.messaging.mailserver import PASSWORD, USER, mail_server
from tests.people.colleague import ADDRESS

pytestmark = pytest.mark.anyio


async def test_an_invitation_arrives_and_its_link_is_forgotten(
    tmp_path: Path, written: str, database_url: str, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mail_server() as server:
        monkeypatch.setattr("ssl.create_default_context", lambda *_, **__: server.trust)
        monkeypatch.setenv("CIVICORE_SECRET_SMTP_PASSWORD", PASSWORD)
        smtp = f"smtp: {{host: localhost, port: {server.port}, user: {USER}, password: {{secret: smtp_password}}}}"
        file = tmp_path / "town.yaml"
        file.write_text(written.replace("sender: desk@town.example", f"sender: desk@town.example, {smtp}"))
        town = build(Settings(file, database=database_url, served_at=ADDRESS, clock=clock))
        await town.prepare()
        await town.runtime.store.open()
        team = town.runtime.services.one(People)
        await team.staff.invite(Person("Petr Novák", "petr@example.org", "clerk", "cs"), VISITOR)
        await town.outbox.flush()
        mail = server.box.mail()
        async with town.runtime.store.reading():
            (row,) = await MessageRow.objects()
        await town.runtime.store.close()
    assert mail["To"] == "petr@example.org"
    assert mail["Subject"] == "Váš účet na přepážce: Město"
    assert mail["Message-ID"] == f"<{row.id}@town.example>"
    html = mail.get_body(("html",))
    assert html is not None
    assert f'<a href="{ADDRESS}/cs/desk/link/' in html.get_content()
    assert (row.state, row.recipient, row.text) == ("sent", "", "")
