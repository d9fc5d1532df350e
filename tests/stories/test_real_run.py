"""A city for real, not a demo: its own database beside the file, real mail, the first account from the console."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx
from anyio import to_thread

from tests.messaging.mailserver import PASSWORD, USER, Mailbox, Running, mail_server
from tests.tools.serving import CIVICORE, address, end, eventually
from tests.tools.visitor import Visitor

FILE = """civicore: 1
extends: [preset:cz]
deployment:
  {{id: lhotka, name: Lhotka, languages: [cs, en], contact: {{email: a@lhotka.example, phone: "+420 494 000 000"}}}}
departments: {{registry: {{name: Matrika}}}}
offices:
  hall:
    name: Radnice
    doors: "07:00"
    hours: {{mon: 08:00-17:00, tue: 08:00-17:00, wed: 08:00-17:00, thu: 08:00-17:00, fri: 08:00-17:00}}
    counters: {{one: {{}}}}
    devices: {{printer: {{kind: ticket_printer, place: u vchodu}}}}
agendas: {{id_cards: {{name: Doklady, department: registry, prefix: A}}}}
channels:
  email:
    sender: objednavky@lhotka.example
    smtp: {{host: {host}, port: {port}, user: {user}, password: {{secret: smtp_password}}}}
security: {{staff: {{mfa: optional}}}}
"""


@dataclass(frozen=True)
class City:
    """The running city: where it answers and what it said on the console."""

    base: str
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def running(folder: Path, mail: Running) -> Iterator[City]:
    """``civicore run`` as a town would call it; the mail server's certificate is believed."""
    authorities = folder / "authorities.pem"
    authorities.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in mail.trust.get_ca_certs(binary_form=True)))
    secrets = {"CIVICORE_SECRET_SMTP_PASSWORD": PASSWORD, "SSL_CERT_FILE": str(authorities)}
    log = folder / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(CIVICORE), "run", "lhotka.yaml", "--port", "0"],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **secrets},
        )
        try:
            yield City(eventually(lambda: address(process, log), "the city to answer"), log)
        finally:
            end(process)


async def test_a_town_starts_makes_its_first_account_and_serves_its_first_citizen(tmp_path: Path) -> None:
    async with mail_server() as mail:
        (tmp_path / "lhotka.yaml").write_text(FILE.format(host=mail.host, port=mail.port, user=USER))
        await to_thread.run_sync(first_day, tmp_path, mail)
        await to_thread.run_sync(second_start, tmp_path, mail)


def first_day(folder: Path, mail: Running) -> None:
    """From an empty folder to a confirmed visit."""
    with running(folder, mail) as city:
        found_the_desk(city)
        start = slots(city)[0]
        assert book(city, start)["state"] == "held"
        confirm(city, letter(mail.box, 1))
        attached = [part.get_content_type() for part in letter(mail.box, 2).iter_attachments()]
        assert attached == ["text/calendar", "image/png"], "the visit, and its code for the reader of the kiosk"
        assert mail.box.encrypted == [True, True]
        assert httpx.get(f"{city.base}/demo.json").status_code == 404
        (folder / "taken").write_text(start)
    assert (folder / "lhotka.db").exists()


def second_start(folder: Path, mail: Running) -> None:
    """What was made is still there: no second first account, and the time stays taken."""
    with running(folder, mail) as city:
        assert "/desk/link/" not in city.said
        assert (folder / "taken").read_text() not in slots(city)


def found_the_desk(city: City) -> None:
    """Make the first account from the link on the console."""
    told = re.search(r"http://\S+/desk/link/\S+", city.said)
    assert told, city.said
    person = {"name": "Eva Malá", "email": "eva@lhotka.example", "password": "čtyři obyčejná slova stačí"}
    with Visitor(city.base, "cs") as eva:
        page = eva.open(told[0])
        assert "/desk" in eva.submit(page.form("password"), person).url
        assert eva.open("/cs/desk").status == 200
    with Visitor(city.base, "cs") as late:
        assert not [form for form in late.open(told[0]).forms() if form.has("password")]


def slots(city: City) -> list[str]:
    """Starts that can be booked, the nearest first."""
    days = (
        httpx.get(f"{city.base}/api/v1/availability", params={"agenda": "id_cards"}).raise_for_status().json()["days"]
    )
    return [slot["start"] for day in days for slot in day["slots"]]


def book(city: City, start: str) -> dict[str, str]:
    """Ask for a visit as a program would."""
    fields = {"first_name": "Jan", "last_name": "Novák", "email": "jan@posta.example"}
    body = {"agenda": "id_cards", "start": start, "fields": fields, "language": "cs"}
    told: dict[str, str] = httpx.post(f"{city.base}/api/v1/bookings", json=body).raise_for_status().json()
    return told


def letter(box: Mailbox, number: int) -> EmailMessage:
    """The so-maniest mail that the server took."""
    return eventually(lambda: box.taken[number - 1] if len(box.taken) >= number else None, f"mail {number}")


def confirm(city: City, mail: EmailMessage) -> None:
    """Open the link of the mail and press its button."""
    body = mail.get_body(("plain",))
    assert body is not None
    link = re.search(r"http://\S+/booking/confirm/\S+", body.get_content())
    assert link, body.get_content()
    with Visitor(city.base, "cs") as jan:
        page = jan.open(link[0])
        form = next(form for form in page.forms() if "/booking/confirm/" in form.action)
        assert jan.submit(form).status == 200
