"""A letter that is filled in says, sign for sign, what it would say if it were rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from civicore.base.text import Text
from civicore.extension.parts import Notice
from civicore.messaging.blanks import KeptLetters
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post, Rendered
from tests.messaging.test_post import CITY, CORE

# As the second letter says its day; the first one says another.
DAYS = {"cs": "1. prosince 2026"}
TEMPLATES = {
    "plain": "{{ _('Come at %(when)s.', when=start|when) }} {% if code %}{{ code }}{% endif %} {{ agenda|plain }}"
    "\n{{ link }}",
    "split": "{{ code[:3] }} {{ code[3:] }} {{ start|time }}",
    "asking": "{% if start.hour > 9 %}late{% else %}early{% endif %} {{ code }}",
    "comparing": "{% if code == 'AAAA1111' %}first{% else %}other{% endif %}",
    "capital": "{{ start|date|sentence }} {{ code }}",
    "counting": "{{ code|length }} {{ link|upper }}",
    "marked": "ⓐⒷ0ⓐⒷ {{ code }}",
    "days": "{{ start|date }}{% if end|date != start|date %}–{{ end|date }}{% endif %} {{ code }}",
    "same day": f"{{% if start|date == '{DAYS['cs']}' %}}then{{% else %}}another time{{% endif %}}",
    "abridged": f"{{{{ start|date|replace('{DAYS['cs']}', 'then') }}}}",
    "cut": "{{ (start|date)[:9] }} {{ end|date|length }} {{ start|date|upper }}",
    "in a macro": "{% macro day(at) %}{{ at|date }}{% endmacro %}{{ day(start)|replace('"
    + DAYS["cs"]
    + "', 'then') }}",
    "set aside": "{% set day %}{{ start|date }}{% endset %}{% if day == '" + DAYS["cs"] + "' %}then{% endif %}",
    "in a sentence": "{{ _('%(day)s.', day=start|date)|replace('" + DAYS["cs"] + "', 'then') }}",
    "put together": "{{ (start|date ~ '!')|replace('" + DAYS["cs"] + "', 'then') }}",
    "by its form": "{{ ('%s'|format(start|date))|replace('" + DAYS["cs"] + "', 'then') }}",
    "capitals": "{% filter upper %}{{ start|date }} {{ code }}{% endfilter %}",
    "named": "{{ name|label }} {{ code }}",
}
LOOKING = (
    "days",
    "same day",
    "abridged",
    "cut",
    "in a macro",
    "set aside",
    "in a sentence",
    "put together",
    "by its form",
)
START = datetime(2026, 11, 24, 8, 15, tzinfo=UTC)


def languages() -> Languages:
    return Languages(CITY, {})


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notices that were rendered, each time it happened."""
    seen: list[str] = []
    render = Post._rendered

    def noting(self: Post, notice: str, *rest: object) -> Rendered:
        seen.append(notice)
        return render(self, notice, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Post, "_rendered", noting)
    return seen


@pytest.fixture
def made() -> Callable[[], Post]:
    """An office that has written no letter yet."""
    subject = "{% block subject %}{{ start|time }} {{ code }}{% endblock %}"
    blocks = {f"{name}.txt": f"{subject}{{% block text %}}{said}{{% endblock %}}" for name, said in TEMPLATES.items()}

    def post() -> Post:
        loader = ChoiceLoader([DictLoader(blocks), FileSystemLoader(CORE)])
        env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        said = languages()
        said.install(env)
        env.globals["city"] = CITY
        return Post(
            Notices(Notice(f"test.{one}", f"{one}.txt", dict) for one in TEMPLATES), said, env, "https://t.example"
        )

    return post


def words(number: int, **more: object) -> Mapping[str, object]:
    token = "abcd_-"[number % 6] * 20
    return {
        "code": "AAAA1111" if number == 0 else f"B{number:07d}",
        "start": START + timedelta(hours=number, days=number * 7),
        "end": START + timedelta(hours=number, days=number * 7 + (number + 1) % 2),
        "name": "Johana",
        "link": f"https://t.example/cs/booking/{token}x",
        "agenda": Text({"cs": "Občanské průkazy & pasy", "en": "Cards"}),
        **more,
    }


@pytest.mark.parametrize("notice", TEMPLATES)
@pytest.mark.parametrize("language", ["cs", "en"])
def test_every_letter_is_as_if_it_were_rendered(made: Callable[[], Post], notice: str, language: str) -> None:
    one = made()
    for number in range(9):
        alone = made().render(f"test.{notice}", language, words(number))
        assert one.render(f"test.{notice}", language, words(number)) == alone


def test_a_letter_that_only_repeats_its_words_is_rendered_for_the_first_reader_alone(
    made: Callable[[], Post], rendered: list[str]
) -> None:
    post = made()
    for number in range(5):
        post.render("test.plain", "cs", words(number))
    assert len(rendered) == 2  # as ever, and with blanks


@pytest.mark.parametrize(
    "notice", ["split", "asking", "comparing", "counting", "marked", *LOOKING, "capitals", "named"]
)
def test_one_that_looks_into_them_is_rendered_for_each(
    made: Callable[[], Post], rendered: list[str], notice: str
) -> None:
    post = made()
    for number in range(5):
        post.render(f"test.{notice}", "cs", words(number))
    assert len(rendered) == 6


@pytest.mark.parametrize("more", [{"agenda": Text({"cs": "Pasy"})}, {"code": None}, {"link": "of no use"}])
def test_other_words_make_another_letter(made: Callable[[], Post], more: Mapping[str, object]) -> None:
    post = made()
    for number in range(3):
        post.render("test.plain", "cs", words(number))
    assert post.render("test.plain", "cs", words(4, **more)) == made().render("test.plain", "cs", words(4, **more))


def test_what_is_typed_is_escaped_and_what_cannot_be_compared_is_rendered(
    made: Callable[[], Post], rendered: list[str]
) -> None:
    post = made()
    for number in range(4):
        said = post.render("test.plain", "cs", words(number, agenda="<b>", list=[]))
        assert "<b>" not in str(said.html)
    assert len(rendered) == 4


def test_only_so_many_letters_are_kept(made: Callable[[], Post], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeptLetters, "most", 3)
    post = made()
    for number in range(10):
        post.render("test.plain", "cs", words(number, agenda=Text({"cs": f"agenda no. {number}"})))
    assert len(post._kept) == 3


@pytest.mark.parametrize(
    "more", [{"agenda": "Dear Ms Johana"}, {"answers": ("Dear Ms Johana",)}, {"case": 20260017}, {"of": frozenset()}]
)
def test_what_may_be_words_of_people_is_not_kept_and_pushes_nothing_out(
    made: Callable[[], Post], rendered: list[str], monkeypatch: pytest.MonkeyPatch, more: Mapping[str, object]
) -> None:
    monkeypatch.setattr(KeptLetters, "most", 1)
    post = made()
    post.render("test.plain", "cs", words(0))
    kept = repr(post._kept._known)
    for number in range(3):
        post.render("test.plain", "cs", words(number, **more))
    assert repr(post._kept._known) == kept
    assert len(rendered) == 2 + 3


def test_a_name_is_not_kept_as_something_that_a_filter_said(made: Callable[[], Post]) -> None:
    post = made()
    for number in range(3):
        post.render("test.named", "cs", words(number))
    assert post._kept._say.cache_info().currsize == 0


def test_a_code_that_is_also_a_year_is_set_large_wherever_it_stands(made: Callable[[], Post]) -> None:
    post, alone = made(), made()
    for code in ("AAAA", "2026"):
        said = post.render("test.plain", "cs", words(1, code=code))
    assert said == alone.render("test.plain", "cs", words(1, code="2026"))
    assert str(said.html).count("<strong") == 2
