"""K20: forms survive whatever is typed into them, and give it back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.crawling import TYPED, forms_of
from civicore.testing.conformance.subject import Subject
from civicore.testing.markup import Form, Page

HOSTILE = (
    "\x00",
    "a\x00b\x1b[31m",
    "‮gnp.exe",
    "Z̷̛͙a̵l̶g̷o̸" * 20,
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raise %}",
    "'; DROP TABLE core_event; --",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "a@b.example\r\nBcc: c@d.example",
    "%s%n%x%(name)s{0}",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 50,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "2026-02-31T25:61",
    "\t \u00a0\u200b\ufeff",
    "x" * 20_000,
    "🏳️‍🌈",
    "İıſß",
    "http://127.0.0.1/",
    "javascript:alert(1)",
    "\r\n\r\n",
    "[]",
)
KEPT = "Zvonek <b>& co"


def survives_hostile_words(subject: Subject) -> Iterator[Complaint]:
    """K20: hostile words never lead to an error of the server; a form that is not right gives back what was typed."""
    browser = subject.town.browser("en")
    forms = list(forms_of(subject.town, subject.name, browser))
    tries = cycle((form, value) for value in HOSTILE for _, form in forms)
    for form, value in islice(tries, subject.times(2 * len(HOSTILE), 500) if forms else 0):
        answer = browser.send_form(form, dict.fromkeys(_typed(form), value))
        if answer.status >= 500:
            yield Complaint(f"{form.action} answers {answer.status} to {value[:30]!r}")
    for page, form in forms:
        yield from _given_back(form, page, browser.send_form(form, _wrong(form)))


def _typed(form: Form) -> list[str]:
    return [name for name, kind in form.kinds.items() if kind in TYPED and not name.startswith("_")]


def _wrong(form: Form) -> dict[str, str]:
    """Everything empty but one answer, so that something required is missing."""
    names = [name for name in _typed(form) if form.kinds[name] in ("text", "textarea")]
    return {**dict.fromkeys(_typed(form), ""), **({names[0]: KEPT} if names else {})}


def _given_back(form: Form, page: Page, answer: Page) -> Iterator[Complaint]:
    typed = next((name for name, value in _wrong(form).items() if value == KEPT), None)
    if typed is None or answer.status not in (400, 422):
        return
    again = next((one for one in answer.forms if typed in one.names), None)
    if again is None or again.value(typed).strip() != KEPT:
        yield Complaint(f"the form on {page.url} forgets what was typed into {typed!r}", "page(…, answers=answers)")
