"""The centre of Kryvyi Rih from outside, in Ukrainian: somebody at a kiosk, the desk, a letter to the centre."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.rules.citizen import Errand, Person, book, confirm, pin, starts
from tests.tools.serving import Server
from tests.tools.visitor import Form, Page, Visitor

LANGUAGE = "uk"
AGENDA = "any_question"
OFFICES = {
    "central": "Центр «Віза»",
    "ternivskyi": "Тернівський район",
    "pokrovskyi": "Покровський район",
    "dovhyntsivskyi": "Довгинцівський район",
    "metalurhiinyi": "Металургійний район",
    "tsentralno_miskyi": "Центрально-Міський район",
    "inhuletskyi": "Інгулецький район",
}
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"
HOTLINE = "0-800-500-459"


@dataclass(frozen=True)
class Booked:
    """A confirmed registration."""

    person: Person
    pin: str
    start: str
    office: str

    @property
    def errand(self) -> Errand:
        return Errand(AGENDA, office=self.office)


def registered(server: Server, office: str, day: str = MONDAY, person: Person | None = None) -> Booked:
    """The last free time of a day at an office, booked and confirmed as the site's form does it."""
    errand, who = Errand(AGENDA, office=office), person or Person("Олена", "Коваль")
    start = starts(server, errand, day)[-1]
    book(server, errand, start, who, language=LANGUAGE)
    confirm(server, who)
    return Booked(who, pin(server, who), start, office)


def with_button(page: Page, words: str) -> Form:
    """The first form with this button."""
    found = next((form for form in page.forms() if words in form.buttons), None)
    assert found, f"no button {words!r} on {page.url}: {page.text[:600]}"
    return found


@contextmanager
def at_the_desk(server: Server, role: str) -> Iterator[Visitor]:
    """A member of staff of a role, signed in until the block ends."""
    entry = next(one for one in server.about["sign_ins"] if one["role"] == role)
    with Visitor(server.base, LANGUAGE) as visitor:
        form = visitor.open(f"/{LANGUAGE}/desk/sign-in").form("password")
        page = visitor.submit(form, {"email": entry["email"], "password": entry["password"]})
        assert "Робоче місце" in page.title, page.text
        yield visitor


def read_back(desk: Visitor, way: str, code: str) -> Page:
    """A code that somebody says on the telephone or at the counter: what the desk answers."""
    page = desk.open(f"/{LANGUAGE}/desk/booking/caller?way={way}")
    return desk.submit(page.form("code"), {"code": code})


def write(server: Server, sender: str, subject: str, text: str) -> None:
    """A letter to the centre."""
    with Visitor(server.base, LANGUAGE) as visitor:
        form = visitor.open("/demo/letter").form("sender")
        page = visitor.submit(form, {"sender": sender, "subject": subject, "text": text})
        assert page.status in (200, 403), page.text  # then the queue, which only staff may see


@dataclass
class Stand:
    """Somebody before a kiosk, at its plain pages."""

    visitor: Visitor
    page: Page

    @classmethod
    def before(cls, visitor: Visitor, device: str) -> Stand:
        return cls(visitor, visitor.open(f"/demo/device/{device}"))

    def choose(self, words: str) -> None:
        """Touch what says this, from its beginning; turn the pages of the screen until it is there."""
        if (
            found := next((url for name, url in self.page.links().items() if name.startswith(words)), None)
        ) is not None:
            self.page = self.visitor.open(found)
        elif (touched := self._button(words)) is not None:
            self.page = self.visitor.submit(touched[0], button=touched[1])
        else:
            assert words != "Більше", f"not on the screen: {self.page.text}"
            self.choose("Більше")
            self.choose(words)

    def _button(self, words: str) -> tuple[Form, str] | None:
        buttons = ((form, name) for form in self.page.forms() for name in form.buttons)
        return next(((form, name) for form, name in buttons if name.startswith(words)), None)

    def any_of(self, kind: str) -> str:
        """Touch the last free one of a kind (``day``, ``time``); its words."""
        form = next(form for form in self.page.forms() if any(pair[0] == kind for pair in form.buttons.values()))
        words = [name for name, pair in form.buttons.items() if pair[0] == kind][-1]
        self.choose(words)
        return words

    def type(self, words: str) -> None:
        """Key by key on the keyboard of the screen, and on."""
        for key in words:
            self.page = self.visitor.submit(self.page.form("typed"), button=key)
        form = self.page.form("typed")
        onward = next(name for name, pair in form.buttons.items() if pair[0] == "answer")
        self.page = self.visitor.submit(form, button=onward)

    @property
    def pin(self) -> str:
        found = re.search(r"ПІН-КОД: (\d{6})\b", self.page.text)
        assert found, self.page.text
        return found[1]


def book_at_a_kiosk(visitor: Visitor, device: str, office: str, first_name: str, last_name: str) -> Stand:
    """The whole way to the PIN, without telling an address."""
    stand = Stand.before(visitor, device)
    stand.choose("Електронна черга")
    stand.choose(office)
    stand.any_of("day")
    stand.any_of("time")
    stand.type(first_name)
    stand.type(last_name)
    stand.choose("Пропустити")
    stand.choose("Пропустити")
    stand.choose("Записатися")
    return stand
