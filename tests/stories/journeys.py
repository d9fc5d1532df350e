"""The way to a booking as a citizen walks it, page by page, in a browser without script."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.rules.citizen import Person
from tests.tools.visitor import Form, Page, Visitor


def picker(page: Page) -> Form:
    """The form with the days and times; the page also offers the earliest one by itself."""
    return next(form for form in page.forms() if form.choices.get("start"))


def to_times(visitor: Visitor, agenda: str, activity: str | None = None) -> Page:
    """From the list of agendas to the free times. ``agenda`` is the words of its link."""
    visitor.open("/booking")
    page = visitor.follow(agenda)
    return visitor.submit(page.form("activity"), {"activity": activity}) if activity else page


def to_check(visitor: Visitor, start: str, person: Person) -> Page:
    """From the free times by the form to the answers to be looked at once more."""
    assert visitor.page is not None
    page = visitor.submit(picker(visitor.page), {"start": start})
    return visitor.submit(page.form("email"), person.fields)


def to_held(visitor: Visitor) -> Page:
    """From the answers to the page that says what to do now."""
    assert visitor.page is not None
    return visitor.submit(next(form for form in visitor.page.forms() if urlsplit(form.action).path.endswith("/book")))
