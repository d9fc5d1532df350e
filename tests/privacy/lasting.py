"""A city with everything switched on, and people who leave something of themselves in each part of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from civicore_booking.tables import BookingRow
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given
from civicore_signals.links import FOLLOW
from civicore_signals.service import Cases
from civicore_signals.tables import CaseRow, SenderRow
from civicore_signals.work import Desk
from PIL import Image

from civicore import ways
from civicore.contracts.dialog import Contact
from civicore.mailroom import working
from civicore.mailroom.letters import one as letter_of
from civicore.mailroom.tables import LetterRow
from civicore.storage.dead_addresses import bury
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.testing import Canary, Town
from civicore.testing.conformance.stories import LINK, STORIES
from civicore.testing.conformance.towns import BOROUGH
from tests.people.colleague import PASSWORD
from tests.signals.backoffice.office import BOSS

TO = "letters@kitville.example"


def written(folder: Path) -> Path:
    """The kit's borough, with a waiting list, accounts, letters and photos besides."""
    said: dict[str, Any] = yaml.safe_load(BOROUGH.read_text(encoding="utf-8"))
    said["booking"] = {"waiting_list": {"enabled": True}}
    said["accounts"] = {"enabled": True}
    said["channels"]["letter"] = {"email": TO, "keep": "30 days", "inbox": {"maildir": "mail-in"}}
    said["signals"]["subscriptions"] = {"who": "everyone"}
    said["signals"]["kinds"]["signal"]["asks"].append("photo")
    folder.mkdir()
    file = folder / "lasting.yaml"
    file.write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def everywhere(town: Town, person: Canary) -> None:
    """What somebody can do in each part of the city; nothing of it is ended here."""
    for name, story in STORIES.items():
        if name != "signals":
            story(town, person)
    town.browser("en").submit(link(town, person, "/booking/confirm/"))
    chooses_a_way(town, person)
    reports(town, person, sent=True)
    reports(town, person, sent=False)
    follows_it(town, person)
    waits(town, person)
    registers(town, person)
    writes(town, person)
    town.settle()


def link(town: Town, person: Canary, part: str) -> str:
    """The newest link to such a page in the letters to somebody."""
    words = " ".join(one.text for one in town.outbox.to(person.email))
    found = [str(one) for one in LINK.findall(words) if part in one]
    assert found, f"no letter leads to {part}: {words}"
    return found[-1]


def reports(town: Town, person: Canary, *, sent: bool) -> None:
    """A hole in the road, with a photo; one that is not sent stays a draft."""
    browser = town.browser("en")
    page = browser.open("/en/signals/new/signal")
    page = browser.submit(page, {"address": f"Square 5, at {person.name}"}, button="Continue")
    text = f"A hole in the road. {person.name}, {person.phone}"
    page = browser.submit(page, {"text": text}, button="Continue", files=[(f"{person.name}.jpg", photo())])
    contacts = {key: person.values[key] for key in ("name", "email", "phone")}
    page = browser.submit(page, contacts, button="Continue")
    if sent:
        page = browser.submit(page, button="Send")
    assert page.url.endswith("/sent" if sent else "/check"), page.text


def photo() -> bytes:
    """Some picture."""
    made = BytesIO()
    Image.new("RGB", (320, 240), (40, 100, 70)).save(made, "JPEG")
    return made.getvalue()


def waits(town: Town, person: Canary) -> None:
    """Asks to be told when a time becomes free, and says yes in the letter."""
    browser = town.browser("en")
    fields = {key: person.values[key] for key in ("first_name", "last_name", "email", "phone")}
    days = {"first_day": "2026-11-24", "last_day": "2026-12-23"}
    page = browser.submit("/en/booking/cards/waiting?office=hall", {**fields, **days})
    assert "/waiting/sent" in page.url, page.text
    page = browser.submit(link(town, person, "/booking/waiting/"))
    assert page.status == 200, page.text


def registers(town: Town, person: Canary) -> None:
    """Asks for an account; the letter is not answered."""
    fields = {"name": person.name, "email": person.email, "password": PASSWORD}
    page = town.browser("en").submit("/en/account/register", fields)
    assert "sent=true" in page.url, page.text


def confirms(town: Town, person: Canary) -> None:
    """Answers the letter about the account."""
    page = town.browser("en").submit(link(town, person, "/account/link/"), {"password": PASSWORD})
    assert "told=verify" in page.url, page.text


def writes(town: Town, person: Canary) -> None:
    """A letter by e-mail falls into the city's mailbox."""
    new = Path(town.runtime.city.folder) / "mail-in" / "new"
    new.mkdir(parents=True, exist_ok=True)
    head = f"From: {person.name} <{person.email}>\r\nTo: {TO}\r\nSubject: {person.values['text']}\r\n"
    rest = f"Message-ID: <{person.number}@zvonarikxy.example>\r\n\r\n{person.values['text']}. {person.phone}\r\n"
    (new / f"letter{person.number}").write_bytes((head + rest).encode())


def reaches_nobody(town: Town, person: Canary) -> None:
    """A letter that waits becomes a dead one, and the address is known to be dead."""
    with town.faults.channel_down("email"):
        reports(town, person, sent=True)
        town.settle()

    async def given_up(unit: UnitOfWork) -> None:
        failed: dict[Any, Any] = {MessageRow.state: "failed"}
        waiting = (MessageRow.recipient == person.email) & (MessageRow.state == "queued")
        assert await MessageRow.update(failed).where(waiting).returning(MessageRow.id)
        await bury(Contact("email", person.email), "no such address", unit.now)

    town.do(given_up)


def chooses_a_way(town: Town, person: Canary) -> None:
    """Wants to be told of the visit by text message, as somebody does in a chat."""

    async def chosen(unit: UnitOfWork) -> None:
        mine = (BookingRow.state == "confirmed") & BookingRow.fields.like(f"%{person.email}%")
        (visit,) = await BookingRow.select(BookingRow.id).where(mine)
        await ways.choose(unit, f"booking:{visit['id']}", Contact("sms", person.phone))

    town.do(chosen)


def follows_it(town: Town, person: Canary) -> None:
    """Follows what they reported themselves."""
    cases = town.runtime.services.one(Cases)

    async def asked() -> None:
        async with town.runtime.store.reading():
            (sent,) = await SenderRow.select(SenderRow.case_id).where(SenderRow.email == person.email)
            (case,) = await CaseRow.select(CaseRow.number).where(CaseRow.id == sent["case_id"])
        refused = await cases.follow(case["number"], person.email, "en")
        assert refused is None, refused

    town.aside.do(asked())
    token = link(town, person, f"/{FOLLOW}/").rpartition("/")[2]
    assert town.aside.do(cases.confirm_following(token)) is not None


def ended(town: Town, person: Canary) -> None:
    """Staff settle the letter and solve the cases."""
    runtime = town.runtime
    desk, letters = runtime.services.one(Desk), working.Desk(runtime)

    async def settled() -> None:
        async with runtime.store.reading():
            (row,) = await LetterRow.select(LetterRow.id).where(LetterRow.sender == person.email)
            letter = await letter_of(row["id"])
            cases = await SenderRow.select(SenderRow.case_id).where(SenderRow.email == person.email)
        assert letter is not None and await letters.lay_aside(letter, BOSS) is None
        for one in cases:
            done = await desk.move(one["case_id"], "solved", Given(text="It is done.", outcome="solved"), BOSS)
            assert isinstance(done, Case), done

    town.aside.do(settled())
