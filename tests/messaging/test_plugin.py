"""The e-mail channel follows the file: a server, a trial folder, or none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.base.text import Text
from civicore.deployment.model.channels import Email, Smtp
from civicore.extension.channels import CannotSend, ChannelMessage
from civicore.messaging.plugin import MessagingPlugin
from tests.messaging.mailserver import PASSWORD, USER, mail_server

MESSAGE = ChannelMessage(id="1", to="ann@example.org", subject="Hello", text="Hi\n", html=None, language="en")


def city(email: Email | None) -> Any:
    return SimpleNamespace(deployment=SimpleNamespace(name=Text({"en": "Town"})), channels=SimpleNamespace(email=email))


def plugin(folder: Path) -> MessagingPlugin:
    return MessagingPlugin(DemoClock(), lambda ref: PASSWORD if ref.name == "smtp_password" else "", folder)


@pytest.mark.anyio
async def test_without_a_server_mails_go_to_the_trial_folder(tmp_path: Path) -> None:
    (channel,) = plugin(tmp_path).register_channels(city(Email(sender="office@town.example")))
    await channel.send(MESSAGE)
    assert [file.name for file in tmp_path.iterdir()] == ["1.eml"]


@pytest.mark.anyio
async def test_the_server_of_the_file_is_signed_into_with_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mail_server() as server:
        monkeypatch.setattr("ssl.create_default_context", lambda: server.trust)
        written = {"host": "localhost", "port": server.port, "user": USER, "password": {"secret": "smtp_password"}}
        smtp = Smtp.model_validate(written)
        (channel,) = plugin(tmp_path).register_channels(city(Email(sender="office@town.example", smtp=smtp)))
        await channel.send(MESSAGE)
        assert server.box.mail()["Subject"] == "Hello"


@pytest.mark.anyio
async def test_a_missing_secret_leaves_the_message_waiting(tmp_path: Path) -> None:
    def missing(ref: object) -> str:
        raise LookupError

    smtp = Smtp.model_validate({"host": "localhost", "user": USER, "password": {"secret": "smtp_password"}})
    sender = MessagingPlugin(DemoClock(), missing, tmp_path)
    (channel,) = sender.register_channels(city(Email(sender="office@town.example", smtp=smtp)))
    with pytest.raises(CannotSend) as caught:
        await channel.send(MESSAGE)
    assert not caught.value.permanent


def test_a_city_without_e_mail_has_no_channel(tmp_path: Path) -> None:
    assert list(plugin(tmp_path).register_channels(city(None))) == []
