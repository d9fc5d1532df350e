"""Plurals, dates, times, order and sentences in the languages of the catalogues."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from babel import core
from jinja2 import Environment
from markupsafe import Markup

from civicore.base.refusal import Refusal
from civicore.base.spans import Duration, TimeRange
from civicore.base.text import Text
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.cldr import locale_of
from civicore.messaging.languages import Languages, Msgid

KNOWN = ("cs", "uk", "bg", "en")
PLACE = SimpleNamespace(languages=KNOWN, zone=ZoneInfo("Europe/Prague"))
DAY = date(2026, 8, 3)
AT = datetime(2026, 8, 3, 6, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages(PLACE, read_catalogues([CORE_LOCALES], KNOWN))


def spaced(words: str) -> str:
    """With ordinary spaces, as people compare."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_refusal_without_facts_is_put_together_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = Languages._refused

    def noted(self: Languages, language: str, code: str, count: int | None) -> str | None:
        looked.append(language)
        return look(self, language, code, count)

    monkeypatch.setattr(Languages, "_refused", noted)
    some = Languages(PLACE, read_catalogues([CORE_LOCALES], KNOWN))
    said = {language: {some.say(language, Refusal("field.required")) for _ in range(3)} for language in ("cs", "bg")}
    assert looked == ["cs", "bg"]
    assert all(len(one) == 1 for one in said.values()) and said["cs"] != said["bg"]


@pytest.mark.parametrize(
    ("language", "full", "short", "weekday"),
    [
        ("cs", "pondělí 3. srpna 2026", "3. 8. 2026", "pondělí 3. srpna"),
        ("uk", "понеділок, 3 серпня 2026 р.", "03.08.2026", "понеділок, 3 серпня"),
        ("bg", "понеделник, 3 август 2026 г.", "3.08.2026 г.", "понеделник, 3 август"),
        ("en", "Monday, 3 August 2026", "3 Aug 2026", "Monday, 3 August"),
    ],
)
def test_dates_are_written_as_the_glossary_says(
    languages: Languages, language: str, full: str, short: str, weekday: str
) -> None:
    assert spaced(languages.date(language, DAY)) == full
    assert spaced(languages.date(language, DAY, "short")) == short
    assert spaced(languages.date(language, DAY, "weekday")) == weekday


def test_the_parts_of_a_date_do_not_part_at_the_end_of_a_line(languages: Languages) -> None:
    assert languages.date("cs", DAY) == "pondělí 3.\u00a0srpna\u00a02026"


@pytest.mark.parametrize(
    ("language", "time", "hours"),
    [
        ("cs", "8:05", "8:00–17:00"),
        ("uk", "08:05", "08:00–17:00"),
        ("bg", "8:05 ч.", "8:00–17:00 ч."),
        ("en", "08:05", "08:00–17:00"),
    ],
)
def test_times_are_those_of_the_office(languages: Languages, language: str, time: str, hours: str) -> None:
    assert spaced(languages.time(language, AT)) == time
    assert spaced(languages.time(language, 8 * 60 + 5)) == time
    assert spaced(languages.range(language, TimeRange(8 * 60, 17 * 60))) == hours


def test_an_instant_belongs_to_the_day_it_is_in_the_city(languages: Languages) -> None:
    late = datetime(2026, 8, 3, 22, 30, tzinfo=UTC)
    assert spaced(languages.when("en", late)) == "Tuesday, 4 August 2026, 00:30"
    assert languages.range("en", TimeRange(0, 1440)) == "00:00–24:00"


@pytest.mark.parametrize(
    ("instant", "shown"), [((3, 29, 0, 59), "1:59"), ((3, 29, 1, 0), "3:00"), ((10, 25, 1, 30), "2:30")]
)
def test_clock_changes_are_those_of_the_city(
    languages: Languages, instant: tuple[int, int, int, int], shown: str
) -> None:
    assert languages.time("cs", datetime(2026, *instant, tzinfo=UTC)) == shown


PLURALS = {
    "cs": "výsledků výsledek výsledky výsledků výsledků výsledků výsledků výsledků výsledků",
    "uk": "результатів результат результати результатів результатів результат результати результат результатів",
    "bg": "резултата резултат резултата резултата резултата резултата резултата резултата резултата",
    "en": "results result results results results results results results results",
}


@pytest.mark.parametrize("language", KNOWN)
def test_counted_words_have_the_form_of_their_number(languages: Languages, language: str) -> None:
    numbers = (0, 1, 2, 5, 11, 21, 22, 101, 111)
    said = [languages.ngettext(language, "%(num)s result", "%(num)s results", number) for number in numbers]
    assert said == [f"{number} {word}" for number, word in zip(numbers, PLURALS[language].split(), strict=True)]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("cs", ["cihla", "čáp", "hrad", "chata", "káva", "kavka", "Přepážka 2", "Přepážka 10", "řeka"]),
        ("uk", ["гора", "ґанок", "ілюзія", "їжак", "Київ"]),
        ("bg", ["щит", "ъгъл", "юли", "яре"]),
        ("en", ["apple", "Zebra"]),
    ],
)
def test_names_stand_in_the_order_of_the_dictionary(languages: Languages, language: str, ordered: list[str]) -> None:
    assert languages.sort(language, reversed(ordered)) == ordered


def test_sorting_takes_any_word(languages: Languages) -> None:
    assert languages.sort("cs", ["", "ﬁ", "٣", "²", "漢字", "a"])[0] == ""


def test_lengths_of_time_are_said_in_their_greatest_whole_unit(languages: Languages) -> None:
    assert languages.duration("cs", Duration(seconds=900)) == "15\u00a0minut"
    assert spaced(languages.duration("uk", Duration(days=60))) == "60 днів"
    assert spaced(languages.duration("en", timedelta(days=1, minutes=30))) == "1,470 minutes"
    assert spaced(languages.duration("en", Duration(months=12))) == "1 year"


def test_languages_are_named_in_themselves(languages: Languages) -> None:
    names = [languages.native_name(one) for one in (*KNOWN, "cs-x-easy", "xx-unknown")]
    assert names[:4] == ["Čeština", "Українська", "Български", "English"]
    assert names[4] == "Čeština"


def test_a_refusal_is_said_with_its_facts(languages: Languages) -> None:
    refusal = Refusal("field.too_long", label=Text({"cs": "Jméno", "en": "Name"}), count=22)
    assert languages.say("cs", refusal) == "Jméno: nejvýše 22 znaků"
    assert (
        languages.say("uk", Refusal("field.too_long", label=Msgid("Search"), count=22))
        == "Пошук: щонайбільше 22 символи"
    )


def test_a_sentence_that_ends_in_an_abbreviation_has_one_full_stop(languages: Languages) -> None:
    at = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)
    assert spaced(languages.translate("bg", "Kept until %(at_time)s.", at=at)) == "Kept until 8:15 ч."
    assert spaced(languages.translate("bg", "From %(at_time)s on.", at=at)) == "From 8:15 ч. on."
    assert languages.translate("bg", "Wait, %(name)s...", name="Ltd.") == "Wait, Ltd...."
    assert spaced(languages.translate("cs", "Kept until %(at_time)s.", at=at)) == "Kept until 8:15."


def test_a_template_ends_such_a_sentence_once_and_escapes_its_facts(languages: Languages) -> None:
    env = Environment(autoescape=True)
    languages.install(env)
    day = date(2026, 11, 24)
    with languages.using("bg"):
        said = env.from_string("{{ _('Until %(day)s.', day=day|date) }}|{{ _('%(day)s on', day=day|date) }}")
        assert spaced(said.render(day=day)) == "Until вторник, 24 ноември 2026 г.|вторник, 24 ноември 2026 г. on"
        assert env.from_string("{{ _('For %(who)s.', who=who) }}").render(who="<b> Ltd.") == "For &lt;b&gt; Ltd."
        known = env.from_string("{{ _('For %(who)s.', who=who) }}").render(who=Markup("<b>Ltd.</b> Co."))
        assert known == "For <b>Ltd.</b> Co."


def test_a_code_nobody_words_is_said_all_the_same_and_logged_once(
    languages: Languages, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        said = [languages.say("cs", Refusal("nobody.knows")) for _ in range(3)]
    assert set(said) == {"To nejde."}
    assert [record.getMessage() for record in caplog.records].count("no translation into cs: 'nobody.knows'") == 1


def test_a_missing_translation_falls_back_to_the_msgid(languages: Languages) -> None:
    assert languages.translate("bg", "Nobody translated 100 % of this") == "Nobody translated 100 % of this"


def test_facts_fill_only_their_marks(languages: Languages) -> None:
    said = languages.translate("en", "%(who)s pays 100 % of 5%% and %(nothing)s", who="%(who)s")
    assert said == "%(who)s pays 100 % of 5% and "


def test_what_cldr_says_of_the_whole_world_is_not_kept(languages: Languages) -> None:
    for language in KNOWN:
        locale_of.cache_clear()
        assert languages.when(language, AT) and languages.native_name(language)
        assert languages.duration(language, timedelta(minutes=15)) and languages.joined(language, [1.5, "b"])
        assert core._global_data is None
