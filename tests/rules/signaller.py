"""A person who writes to the city, as somebody who sits at the browser without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from tests.tools.serving import Letter, Server
from tests.tools.visitor import Form, Page, Visitor

_number = count(1)
LANGUAGE = "bg"
SENT = "sent"
NUMBER = re.compile(r"СОА\d{2}-КЦ\d+-\d+")
PASSWORD = "четири думи без връзка"


@dataclass(frozen=True)
class Writer:
    """Somebody with an address that nobody else has."""

    name: str = "Иван Петров"
    phone: str = "+359 88 123 4567"
    address: str = "ул. Оборище 12, София"
    email: str = field(default_factory=lambda: f"ivan.{next(_number)}.{uuid4().hex[:8]}@poshta.example")


@dataclass(frozen=True)
class Matter:
    """What is written about."""

    kind: str = "signal"
    category: str = "lighting.lamp"
    topic: str = "Запитване"
    text: str = "Лампата пред входа не свети от три дни."
    area: str = "mladost"
    place: str = "бул. Александър Малинов 1"
    lat: str = ""
    lon: str = ""


def tell(visitor: Visitor, matter: Matter, writer: Writer | None) -> Page:
    """Walk through all pages of filing; the page that says it was sent."""
    page = visitor.open(f"/{LANGUAGE}/signals/new/{matter.kind}")
    seen: set[str] = set()
    while SENT not in page.url:
        assert page.url not in seen and page.status == 200, f"{page.url} {page.status}: {page.text[:800]}"
        seen.add(page.url)
        page = go_on(visitor, page, matter, writer)
    return page


def go_on(visitor: Visitor, page: Page, matter: Matter, writer: Writer | None) -> Page:
    """Answer one page of filing and send it."""
    form = next(one for one in page.forms() if one.method == "POST" and forward(one))
    known = {
        "category": matter.category,
        "topic": matter.topic,
        "text": matter.text,
        "area": "" if matter.lat else matter.area,
        "address": matter.place if "place" in page.url else writer.address if writer else "",
        "lat": matter.lat,
        "lon": matter.lon,
        "name": writer.name if writer else "",
        "email": writer.email if writer else "",
    }
    answers = {name: value for name, value in known.items() if form.has(name)}
    for name, choices in form.choices.items():
        if name not in answers and not form.value(name):
            answers[name] = choices[0]
    return visitor.submit(form, answers, button=forward(form))


def forward(form: Form) -> str | None:
    """The words of the button that leads on."""
    return next((one for one in form.buttons if one.startswith(("Продължете", "Изпрати"))), None)


def number_on(page: Page) -> str:
    """The one registry number that a page names."""
    found = set(NUMBER.findall(page.text))
    assert len(found) == 1, f"{found} on {page.url}: {page.text[:600]}"
    return str(found.pop())


def access(letter: Letter) -> str:
    """The secret address in a letter."""
    return letter.link("/signals/mine/")


def sign_in(visitor: Visitor, email: str, password: str = PASSWORD) -> Page:
    """Sign in as a citizen; the page one is led to."""
    page = visitor.open(f"/{LANGUAGE}/account/sign-in")
    return visitor.submit(page.form("password"), {"email": email, "password": password})


def register(server: Server, visitor: Visitor, writer: Writer, company: str = "") -> Page:
    """Open an account, prove its address by the letter's link, sign in."""
    holder = "company" if company else "person"
    page = visitor.open(f"/{LANGUAGE}/account/register/{holder}")
    told = {"name": writer.name, "email": writer.email, "password": PASSWORD}
    page = visitor.submit(page.form("password"), told | ({"organisation": company} if company else {}))
    assert page.status == 200, page.text
    page = visitor.open(server.letter(writer.email).link("/account/link/"))
    visitor.submit(page.form("password"), {"password": PASSWORD})
    return sign_in(visitor, writer.email)


@dataclass(frozen=True)
class Clerk:
    """A member of staff at the desk."""

    visitor: Visitor

    @classmethod
    @contextmanager
    def of(cls, server: Server, role: str) -> Iterator[Clerk]:
        """Signed in with the demo's password, until the block ends."""
        with Visitor(server.base, LANGUAGE) as visitor:
            yield cls.signed_in(server, visitor, role)

    @classmethod
    def signed_in(cls, server: Server, visitor: Visitor, role: str) -> Clerk:
        entry = next(one for one in server.about["sign_ins"] if one["role"] == role)
        page = visitor.open(f"/{LANGUAGE}/desk/sign-in")
        page = visitor.submit(page.form("password"), {"email": entry["email"], "password": entry["password"]})
        assert page.status == 200, page.text
        return cls(visitor)

    def find(self, number: str) -> Page:
        """The case of a number, through the inbox's search."""
        page = self.visitor.open(f"/{LANGUAGE}/desk/signals")
        search = next(one for one in page.forms() if one.action.endswith("/signals/search"))
        found = self.visitor.submit(search, {"q": number})
        if "/cases/" in found.url:
            return found
        return self.visitor.open(found.link(number))

    def sees(self, number: str) -> bool:
        """Whether the case is in what this clerk may see."""
        page = self.visitor.open(f"/{LANGUAGE}/desk/signals?queue=all")
        return number in page.text

    def move(self, number: str, status: str, **given: str) -> Page:
        """Bring a case into a status, saying what that asks for."""
        return self._do(number, f"to/{status}", given)

    def do(self, number: str, deed: str, **given: str) -> Page:
        """One of the other deeds on a case."""
        return self._do(number, f"do/{deed}", given)

    def _do(self, number: str, path: str, given: dict[str, str]) -> Page:
        case = self.find(number)
        page = self.visitor.open(f"{case.url.partition('?')[0]}/{path}")
        form = next(one for one in page.forms() if one.has("_version"))
        told = {name: value for name, value in given.items() if form.has(name)}  # one outcome alone is not asked for
        done = self.visitor.submit(form, told)
        assert done.status == 200 and not done.url.endswith(path), f"{done.status} {done.url}: {done.text[:800]}"
        return done
