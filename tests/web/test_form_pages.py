"""A form as a person meets it: questions, what is wrong and where, and nothing typed is lost."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from litestar import Response, get, post

from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.front import CityApp
from civicore.web.pages import page, redirect
from civicore.web.requests import AnyRequest
from tests.web.site import parsed, site, visitor, words

FORM = Form(
    [
        Field("first_name", "Name", kind="name", autocomplete="given-name", hint="Hint"),
        Field("email", "E-mail", kind="email", autocomplete="email"),
        Field("phone", "Telephone", kind="tel", required=False),
        Field("why", "Why", kind="radio", choices=[Choice("a", "A", hint="About"), Choice("b", "B")]),
        Field("bring", "Bring", kind="checkboxes", choices=[Choice("x", "X"), Choice("y", "Y")]),
        Field("place", "Place", kind="select", choices=[Choice("p", "P")]),
        Field("note", "Note", kind="textarea"),
        Field("agree", "Agree", kind="checkbox", hint="Hint"),
        Field("draft", "Draft", kind="hidden", required=False),
    ]
)
TEMPLATE = """{% extends "base.html" %}{% from "ui.html" import error_summary, form as page_form, fields %}
{% block title %}Details{% endblock %}
{% block content %}{{ error_summary(answers) }}<h1>Details</h1>
{% call page_form(button="Send") %}{{ fields(form, answers) }}{% endcall %}{% endblock %}"""


@get("/try/details")
async def ask(request: AnyRequest) -> Response[str]:
    return page(request, "try.html", form=FORM, answers=FORM.filled({"draft": "d"}))


@post("/try/details")
async def take(request: AnyRequest) -> Response[str] | Response[None]:
    answers: Answers = FORM.read(await request.form())
    if answers.errors:
        return page(request, "try.html", status=422, personal=True, form=FORM, answers=answers)
    return redirect(request, "/try/details")


@pytest.fixture
def app(tmp_path: Path) -> CityApp:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "try.html").write_text(TEMPLATE)
    return site("sofia", handlers=[ask, take], plugins={"try": tmp_path})


async def sent(app: CityApp, language: str, **answers: str | list[str]) -> tuple[Element, int, dict[str, str]]:
    async with visitor(app) as client:
        opened = parsed((await client.get(f"/{language}/try/details")).text)
        hidden = {
            one.get("name", ""): one.get("value", "") for one in opened.iter("input") if one.get("type") == "hidden"
        }
        answer = await client.post(f"/{language}/try/details", data={**hidden, **answers})
        return parsed(answer.text or "<!doctype html><title></title>"), answer.status_code, dict(answer.headers)


@pytest.mark.anyio
@pytest.mark.parametrize(("language", "word"), [("bg", "Грешка:"), ("en", "Error:")])
async def test_an_empty_form_is_answered_with_what_is_missing(app: CityApp, language: str, word: str) -> None:
    page, status, _ = await sent(app, language)
    assert status == 422
    assert words(page.find(".//title")).startswith(word)
    main = page.find(".//main")
    assert main is not None
    first = next(iter(main))
    assert (first.get("class"), first.get("role")) == ("errors", "alert")
    links = [link.get("href", "")[1:] for link in first.iter("a")]
    assert links == ["first_name", "email", "why", "bring", "place", "note", "agree"]
    controls = {one.get("id"): one for one in page.iter() if one.tag in ("input", "select", "textarea")}
    assert set(links) <= set(controls)
    assert (controls["why"].get("type"), controls["why"].get("value")) == ("radio", "a")


@pytest.mark.anyio
async def test_what_is_wrong_stands_beside_the_field_in_the_same_words(app: CityApp) -> None:
    page, _, _ = await sent(app, "en", email="nobody")
    summary = {link.get("href", "")[1:]: words(link) for link in page.iter("a") if link.get("href", "").startswith("#")}
    for name, sentence in summary.items():
        if name == "main":
            continue
        beside = page.find(f".//*[@id='{name}-error']")
        assert words(beside) == f"Error: {sentence}"
        described = [one for one in page.iter() if f"{name}-error" in one.get("aria-describedby", "").split()]
        assert [one.get("aria-invalid") for one in described] == ["true"]
    hinted = page.find(".//input[@id='first_name']")
    assert hinted is not None
    assert hinted.get("aria-describedby") == "first_name-hint first_name-error"


@pytest.mark.anyio
async def test_nothing_that_was_typed_is_lost(app: CityApp) -> None:
    page, status, headers = await sent(
        app, "en", first_name='J"an <b>', email="nobody", why="b", bring=["y"], place="p", note="<i>\n two", agree="on"
    )
    assert status == 422
    values = {one.get("name"): one.get("value") for one in page.iter("input") if one.get("type") in ("text", "email")}
    assert values["first_name"] == 'J"an <b>'
    assert values["email"] == "nobody"
    checked = {(one.get("name"), one.get("value")) for one in page.iter("input") if one.get("checked") is not None}
    assert checked == {("why", "b"), ("bring", "y"), ("agree", "on")}
    assert page.find(".//option[@selected]").get("value") == "p"  # type: ignore[union-attr]
    assert page.find(".//textarea").text == "<i>\n two"  # type: ignore[union-attr]
    assert page.find(".//input[@name='draft']").get("value") == "d"  # type: ignore[union-attr]
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.anyio
async def test_the_language_is_switched_without_losing_answers(app: CityApp) -> None:
    page, _, _ = await sent(app, "en", first_name="Jan")
    switch = next(one for one in page.iter("button") if one.get("lang") == "bg")
    assert switch.get("form") == "form"
    assert switch.get("formaction") == "/bg/try/details"
    assert page.find(".//form[@id='form']") is not None


@pytest.mark.anyio
async def test_every_question_has_a_label_and_what_helps_to_answer(app: CityApp) -> None:
    async with visitor(app) as client:
        page = parsed((await client.get("/en/try/details")).text)
    labelled = {one.get("for") for one in page.iter("label")}
    for control in page.iter("input"):
        if control.get("type") in ("hidden", None) or control.get("name", "").startswith("_"):
            continue
        assert control.get("id") in labelled
    email = page.find(".//input[@id='email']")
    assert email is not None
    assert (email.get("autocomplete"), email.get("inputmode"), email.get("type")) == ("email", "email", "email")
    form = page.find(".//form[@id='form']")
    assert form is not None
    assert form.get("novalidate") is not None
    assert "(optional)" in words(page.find(".//label[@for='phone']"))
    assert page.find(".//*[@aria-invalid]") is None
    trap = next(one for one in page.iter("input") if one.get("name") == "_website")
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
