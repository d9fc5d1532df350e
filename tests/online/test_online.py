"""``check --online`` against counterparts in the house: a mail server, a name server, web servers, a messenger."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from civicore_bots.online import checks as bots
from typer.testing import CliRunner

from civicore.cli import app
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded
from civicore.extension.parts import Finding, OnlineCheck
from civicore.extension.registry import Registry
from civicore.online import answers, dns, links, mail
from tests.bots.office import TELEGRAM_TOKEN, read_city
from tests.deployment.files import BASE, city_file, over_base
from tests.messaging.mailserver import PASSWORD, Running, mail_server
from tests.online.nameserver import Zone, name_server
from tests.tools.messengers import Telegram, Viber

pytestmark = pytest.mark.anyio
PUBLIC = "93.184.216.34"
SENDER = "lhotka.example"
WELL: Zone = {
    (SENDER, "MX"): ["10 mail.lhotka.example."],
    (SENDER, "TXT"): ['"google-site-verification=x"', '"v=spf1 " "mx -all"'],
}


def small(folder: Path, more: str = "") -> Loaded:
    loaded = over_base(folder, more)
    assert loaded.city is not None, loaded.errors
    return loaded


def city(folder: Path, more: str = "") -> City:
    found = small(folder, more).city
    assert found is not None
    return found


def told(found: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.message) for one in found]


async def mail_of(folder: Path, server: Running, password: str | None) -> Sequence[Finding]:
    smtp = f"{{host: {server.host}, port: {server.port}, security: {server.security}, user: town"
    here = city(folder, f"channels: {{email: {{smtp: {smtp}, password: {{secret: mail}}}}}}}}\n")
    return await answers([*mail.checks(here, {"mail": password}.get, server.trust)])


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_mail_server_that_takes_our_mail(tmp_path: Path, security: str) -> None:
    async with mail_server(security=security) as server:
        assert await mail_of(tmp_path, server, PASSWORD) == ()
        assert server.box.taken == [], "nothing is sent"


async def test_a_mail_server_that_refuses_the_password(tmp_path: Path) -> None:
    async with mail_server() as server:
        (found,) = await mail_of(tmp_path, server, "wrong")
    assert (found.code, found.path) == ("L497", ("channels", "email", "smtp", "host"))
    assert "sign-in refused" in found.message
    assert "wrong" not in found.message


async def test_a_mail_server_whose_certificate_nobody_trusts(tmp_path: Path) -> None:
    async with mail_server(security="tls", certified_for="elsewhere") as server:
        smtp = f"{{host: {server.host}, port: {server.port}, security: tls, user: town}}"
        here = city(tmp_path, f"channels: {{email: {{smtp: {smtp}}}}}\n")
        (found,) = await answers([*mail.checks(here, lambda _: None, server.trust)])
    assert "certificate" in found.message


async def dns_of(folder: Path, zone: Zone) -> list[tuple[str, str, str]]:
    async with name_server(zone) as resolver:
        return told(await answers([*dns.checks(city(folder), resolver)]))


async def test_a_sender_that_dns_knows(tmp_path: Path) -> None:
    assert await dns_of(tmp_path, WELL) == []


@pytest.mark.parametrize(
    ("zone", "severity", "words"),
    [
        ({}, "error", "no mail server takes answers"),
        ({**WELL, (SENDER, "MX"): ["0 ."]}, "error", "takes no mail"),
        ({(SENDER, "A"): [PUBLIC]}, "warning", "write an SPF record"),
        ({**WELL, (SENDER, "TXT"): ['"v=spf1 -all"', '"v=spf1 mx"']}, "warning", "more than one SPF record"),
    ],
)
async def test_a_sender_that_dns_does_not_know_well(tmp_path: Path, zone: Zone, severity: str, words: str) -> None:
    found = await dns_of(tmp_path, zone)
    assert found[0][:2] == ("L499", severity)
    assert words in found[0][2]


LINKS = (
    "brand: {links: {news: 'https://news.example/a', more: 'https://inside.example/', gone: 'https://gone.example/'}}\n"
    "deployment: {url: 'https://lhotka.example'}\n"
)


async def links_of(loaded: Loaded, web: Callable[[httpx.Request], httpx.Response]) -> Sequence[Finding]:
    async def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.7"] if host == "inside.example" else [PUBLIC]

    return await answers([*links.checks(loaded, resolve=resolve, transport=httpx.MockTransport(web))])


async def test_links_that_answer_lead_inside_or_are_gone(tmp_path: Path) -> None:
    asked: list[str] = []

    def web(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["host"])
        return httpx.Response({"gone.example": 404, "news.example": 200}.get(request.headers["host"], 503))

    found = await links_of(small(tmp_path, LINKS), web)
    assert {one.code for one in found} == {"L424"}
    severity = {one.path[-1]: one.severity for one in found}
    assert severity == {"url": "warning", "more": "error", "gone": "error"}, "the city itself may not be live yet"
    assert "inside.example" not in asked, "an address inside is not asked at all (S09)"


async def test_a_link_that_moves_inside_is_not_followed(tmp_path: Path) -> None:
    def web(request: httpx.Request) -> httpx.Response:
        assert request.headers["host"] != "inside.example"
        return httpx.Response(302, headers={"location": "https://inside.example/"})

    loaded = small(tmp_path, "brand: {links: {news: 'https://news.example/a'}}\n")
    (found,) = await links_of(loaded, web)
    assert "the public cannot reach" in found.message


async def test_bots_answer_under_their_names(tmp_path: Path) -> None:
    with Telegram() as telegram, Viber() as viber:
        telegram.tokens = {TELEGRAM_TOKEN}
        here = read_city(tmp_path, telegram.url, viber.url)
        bot = telegram.bot(TELEGRAM_TOKEN)
        asked = [one for one in bots(here, lambda name: TELEGRAM_TOKEN) if one.id.endswith(".telegram")]
        assert await answers(asked) == ()
        bot.fail(method="getMe", code=401, description="Unauthorized")
        (found,) = await answers(asked)
    assert (found.code, found.path[-1]) == ("L498", "token")
    assert TELEGRAM_TOKEN not in found.message


def test_without_a_token_no_bot_is_asked(tmp_path: Path) -> None:
    here = read_city(tmp_path, "https://telegram.example", "https://viber.example")
    assert list(bots(here, lambda _: None)) == []


def test_the_command_asks_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> Sequence[Finding]:
        return (Finding("L497", "asked", ("channels", "email", "smtp", "host")),)

    monkeypatch.setattr(mail, "checks", lambda *_: [OnlineCheck("x", ask)])
    monkeypatch.setattr(dns, "checks", lambda *_: [])
    file = city_file(tmp_path, BASE)
    runner = CliRunner()
    assert runner.invoke(app, ["check", str(file)]).exit_code == 0
    online = runner.invoke(app, ["check", "--online", str(file)])
    assert online.exit_code == 1
    assert "city.yaml:26:53: error L497: asked" in online.output


def test_a_question_of_a_plugin_that_fails_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> Sequence[Finding]:
        raise KeyError("secret-token")

    async def never() -> Sequence[Finding]:
        await asyncio.Event().wait()
        raise AssertionError

    async def well() -> Sequence[Finding]:
        return (Finding("L498", "asked all the same", ()),)

    checks = [OnlineCheck("garden.one", broken), OnlineCheck("garden.two", never), OnlineCheck("garden.three", well)]
    gather = Registry.gather

    def gathered(self: Registry, hook: str, **arguments: object) -> list[tuple[str, Any]]:
        return [("garden", one) for one in checks] if hook == "check_online" else gather(self, hook, **arguments)

    monkeypatch.setattr(Registry, "gather", gathered)
    monkeypatch.setattr("civicore.online._SECONDS", 0.01)
    for module in (dns, links, mail):
        monkeypatch.setattr(module, "checks", lambda *_: [])
    said = CliRunner().invoke(app, ["check", "--online", "--format", "json", str(city_file(tmp_path, BASE))])
    told = [(one["code"], one["severity"], one["message"]) for one in json.loads(said.output)]
    assert [one for one in told if one[0] in ("L529", "L498")] == [
        ("L529", "warning", "garden.one of garden failed: KeyError"),
        ("L529", "warning", "garden.two of garden failed: TimeoutError"),
        ("L498", "error", "asked all the same"),
    ]
