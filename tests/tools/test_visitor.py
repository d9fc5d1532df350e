"""The browser without script sends what a real one would."""

from __future__ import annotations

import html5lib
import pytest

from tests.tools.visitor import Form, Page

SOURCE = """<!doctype html><title>T</title><main><h1>Book</h1>
<a href="../home">Back</a>
<form id=f method=post action=times>
 <input type=hidden name=csrf value=x><input name=email value="a@b.cz"><textarea name=note>hi</textarea>
 <input type=radio name=slot value=1><input type=radio name=slot value=2 checked>
 <select name=office><option value=a>A<option value=b selected>B</select>
 <input name=off value=1 disabled>
 <button name=do value=go>Continue</button><button name=do value=stop>Stop</button></form>
<input form=f name=far value=away></main>"""


@pytest.fixture
def page() -> Page:
    return Page("http://town/cs/book/day", 200, SOURCE, html5lib.parse(SOURCE, namespaceHTMLElements=False))


def test_what_is_sent(page: Page) -> None:
    form = page.form("slot")
    assert (form.action, form.method) == ("http://town/cs/book/times", "POST")
    assert form.filled({"slot": "1"}, None) == [
        ("csrf", "x"),
        ("email", "a@b.cz"),
        ("note", "hi"),
        ("office", "b"),
        ("far", "away"),
        ("slot", "1"),
        ("do", "go"),
    ]
    assert ("do", "stop") in form.filled({}, "Stop")


def test_nobody_can_choose_what_is_not_offered(page: Page) -> None:
    form: Form = page.form("Continue")
    with pytest.raises(AssertionError):
        form.filled({"slot": "3"}, None)
    with pytest.raises(AssertionError):
        form.filled({"phone": "1"}, None)


def test_links_and_words(page: Page) -> None:
    assert page.link("Back") == "http://town/cs/home"
    assert page.text.startswith("Book Back")
