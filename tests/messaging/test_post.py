"""Notices are said in each language, as text and as the HTML made from it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from babel.support import Translations
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined, UndefinedError

from civicore.base.text import Text
from civicore.extension.parts import Notice
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.messaging.rich_text import rich
from civicore.web.compiled import Compiled

CORE = Path(__file__).parents[2] / "civicore" / "web" / "templates"
TEMPLATES = {
    "visit.txt": "{% from 'words.txt' import sign with context %}"
    "{% block subject %}Your visit,\n {{ name }}{% endblock %}"
    "{% block text %}\n  Good day,\n\n\n\nyour PIN is {{ code }}.\n{{ link }}\n{{ sign() }}\n{% endblock %}",
    "words.txt": "{% macro sign() %}{{ city.deployment.name|plain }} ({{ language }}){% endmacro %}",
    "own.txt": "{% block subject %}S{% endblock %}{% block text %}T{% endblock %}"
    "{% block html %}<h1>{{ name }}</h1>{% endblock %}",
    "short.txt": "{% block subject %}S{% endblock %}{% block text %}long{% endblock %}"
    "{% block sms %}\n  PIN {{ code }}\n{% endblock %}",
    "child.txt": "{% extends 'own.txt' %}{% block text %}Child of {{ name }}{% endblock %}",
}
CITY = SimpleNamespace(
    languages=("cs", "en"),
    zone=ZoneInfo("Europe/Prague"),
    deployment=SimpleNamespace(name=Text({"cs": "Město & okolí", "en": "Town"}), legal_name=None),
    brand=SimpleNamespace(colours=SimpleNamespace(primary="#00543c")),
)
WORDS = {"name": "<b>Novák</b>", "code": "123456", "link": "https://town.example/cs/booking/a?b=1&c=2."}


@pytest.fixture
def env() -> Environment:
    env = Environment(
        loader=ChoiceLoader([DictLoader(TEMPLATES), FileSystemLoader(CORE)]), autoescape=True, undefined=StrictUndefined
    )
    languages = Languages(CITY, {"en": Translations(), "cs": Translations()})
    languages.install(env)
    env.globals["city"] = CITY
    return env


@pytest.fixture
def post(env: Environment) -> Post:
    languages = Languages(CITY, {"en": Translations(), "cs": Translations()})
    notices = Notices(Notice(f"test.{name[:-4]}", name, dict) for name in TEMPLATES)
    return Post(notices, languages, env, "https://town.example")


def test_the_text_is_plain_and_tidy_and_the_subject_one_line(post: Post) -> None:
    said = post.render("test.visit", "cs", WORDS)
    assert said.subject == "Your visit, <b>Novák</b>"
    assert said.text == (
        "Good day,\n\nyour PIN is 123456.\nhttps://town.example/cs/booking/a?b=1&c=2.\nMěsto & okolí (cs)\n"
    )


def test_the_html_escapes_what_was_typed_and_sets_the_code_large(post: Post) -> None:
    html = post.render("test.visit", "cs", WORDS).html or ""
    assert '<html lang="cs">' in html
    assert "<title>Your visit, &lt;b&gt;Novák&lt;/b&gt;</title>" in html
    assert 'your PIN is <strong class="code">123456</strong>.' in html
    assert '<a href="https://town.example/cs/booking/a?b=1&amp;c=2">' in html
    assert "Město &amp; okolí" in html
    assert "src=" not in html


def test_a_notice_may_bring_its_own_html_and_extend_another(post: Post) -> None:
    assert "<h1>&lt;b&gt;Novák&lt;/b&gt;</h1>" in (post.render("test.own", "en", WORDS).html or "")
    assert post.render("test.child", "en", WORDS).text == "Child of <b>Novák</b>\n"


def test_html_of_a_notice_is_escaped_though_templates_are_compiled_once(env: Environment) -> None:
    languages = Languages(CITY, {"en": Translations(), "cs": Translations()})
    kept = env.overlay(bytecode_cache=Compiled())
    post = Post(Notices([Notice("test.own", "own.txt", dict)]), languages, kept, "https://town.example")
    assert "<h1>&lt;b&gt;Novák&lt;/b&gt;</h1>" in (post.render("test.own", "en", WORDS).html or "")


def test_a_text_message_says_its_own_block_as_the_city_writes_it(env: Environment) -> None:
    notices = Notices(Notice(f"test.{name[:-4]}", name, dict) for name in TEMPLATES)
    languages = Languages(CITY, {"en": Translations(), "cs": Translations()})
    post = Post(notices, languages, env, "https://town.example", wording=lambda language, text: f"{language}: {text}")
    assert post.render("test.short", "cs", WORDS, channel="sms").text == "cs: PIN 123456"
    said = post.render("test.visit", "en", WORDS, channel="sms")
    assert said.text.startswith("en: Good day,") and said.html is None


def test_a_missing_word_and_an_unknown_notice_are_bugs(post: Post) -> None:
    with pytest.raises(UndefinedError):
        post.render("test.visit", "cs", {})
    with pytest.raises(KeyError):
        post.render("test.nothing", "cs", {})


def test_two_notices_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="called a"):
        Notices([Notice("a.b", "x", dict), Notice("a.b", "y", dict)])


@pytest.mark.parametrize(
    ("text", "code", "html"),
    [
        ("a < b", None, "<p>a &lt; b</p>"),
        ("one\ntwo\n\nthree", None, "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("(see https://a.example/x).", None, '<p>(see <a href="https://a.example/x">https://a.example/x</a>).</p>'),
        ("javascript:alert(1)", None, "<p>javascript:alert(1)</p>"),
        ("no 12 in 123 or A12", "12", '<p>no <strong class="code">12</strong> in 123 or A12</p>'),
        (
            'https://a.example/"onload=x',
            None,
            '<p><a href="https://a.example/">https://a.example/</a>&#34;onload=x</p>',
        ),
    ],
)
def test_text_becomes_html(text: str, code: str | None, html: str) -> None:
    assert str(rich(text, code)) == html
