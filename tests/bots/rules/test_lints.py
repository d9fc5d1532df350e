"""What ``civicore check`` says of consultations and bots before anybody talks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from civicore_bots.config import SECTIONS
from civicore_bots.lines import lines
from civicore_bots.lints import check

from civicore.deployment.loading import load

CITY = """
civicore: 1
extends: [preset:ua]
deployment: {id: town, name: {uk: Місто, en: Town}, languages: [uk, en], contact: {email: a@town.example}}
offices: {hall: {name: {uk: Ратуша, en: Hall}, address: {city: Місто}}}
consultations:
  papers:
    title: {uk: Документи, en: Papers}
    start: who
    questions:
      who:
        ask: {uk: Хто ви?, en: Who are you?}
        answers:
          adult: {say: {uk: Дорослий, en: Adult}, goto: where}
          child: {say: {uk: Дитина, en: Child}, result: list}
      where:
        ask: {uk: Де ви?, en: Where are you?}
        answers:
          here: {say: {uk: Тут, en: Here}, result: list}
    papers: {birth: {text: {uk: Свідоцтво, en: Certificate}}}
    results: {list: {title: {uk: Візьміть, en: Bring}, documents: [birth]}}
bots:
  bot:
    title: {uk: Бот, en: Bot}
    channels: {telegram: {name: "@town", link: https://t.me/town, token: {secret: token}}}
    menu: {papers: {label: {uk: Документи, en: Papers}, opens: "consultation:papers"}}
"""
Judge = Callable[..., list[tuple[str, str, str, int]]]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Findings of the city with one text in it replaced: code, path-less message, severity, line."""

    def judged(old: str = "", new: str = "", more: str = "") -> list[tuple[str, str, str, int]]:
        assert old in CITY
        file = tmp_path / "city.yaml"
        file.write_text(CITY.replace(old, new, 1) + dedent(more), "utf-8")
        loaded = load(file, SECTIONS, lints=[check], environ={"CIVICORE_SECRET_TOKEN": "x"})
        return [(one.code, one.message, one.severity, one.place.line) for one in loaded.findings if one.code[0] != "W"]

    return judged


def codes(found: list[tuple[str, str, str, int]]) -> set[str]:
    return {code for code, *_ in found if code not in ("E302", "E303", "L435")}


def test_a_sound_file_has_no_findings(judge: Judge) -> None:
    assert codes(judge()) == set()


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("{uk: Тут, en: Here}, result: list}", "{uk: Тут, en: Here}}", "L422", "leads nowhere"),
        ("{uk: Тут, en: Here}, result: list}", "{uk: Тут, en: Here}, goto: who}", "L422", "circle"),
        ("goto: where}", "result: list}", "L422", "no answer leads to this question"),
        ("documents: [birth]}", "documents: []}", "L422", "says nothing but its title"),
        ("results: {", "results: {other: {title: {uk: Є, en: Is}, documents: [birth]}, ", "L422", "this result"),
        ("result: list}\n    papers", "result: lost}\n    papers", "E201", 'no result "lost"'),
        ("start: who", "start: when", "E201", 'no question "when"'),
        ("documents: [birth]", "documents: [death]", "E201", 'no paper "death"'),
        ("en: Certificate}", "en: Certificate}, when: {eq: [who, ghost]}", "E201", 'no answer "ghost"'),
        ("en: Certificate}", "en: Certificate}, when: {is: [who, child]}", "E112", "is no condition"),
        ("en: Certificate}", "en: Certificate}, when: {eq: [who]}", "E103", "eq is written"),
        ("en: Certificate}}", "en: Certificate}}, other: {text: {uk: Є, en: Is}}", "L483", "no case ever shows"),
        ("ask: {uk: Де ви?,", "when: {eq: [who, adult]}\n        ask: {uk: Де ви?,", "L422", "otherwise"),
        ("{telegram: {name", "{x-none: {name", "L423", "without a messenger"),
        ('"consultation:papers"', '"consultation:paper"', "E201", 'no consultation "paper"'),
        ('"consultation:papers"', "somewhere", "E201", "nothing is opened"),
        ("https://t.me/town", "https://bot.local", "L424", "public host"),
        ("{uk: Дорослий, en: Adult}", "{uk: Дорослий, en: Adult}, words: {de: [ja]}", "E115", "no language"),
    ],
)
def test_what_would_leave_people_standing_is_found(judge: Judge, old: str, new: str, code: str, says: str) -> None:
    found = [message for one, message, _, _ in judge(old, new) if one == code]
    assert any(says in message for message in found), judge(old, new)


def test_more_choices_than_a_telephone_shows(judge: Judge) -> None:
    many = "\n".join(f"          a{n}: {{say: {{uk: В{n}, en: A{n}}}, result: list}}" for n in range(11))
    assert "L480" in codes(judge("          here: {say: {uk: Тут, en: Here}, result: list}", many))


def test_words_of_a_button_that_telephones_cut_off_are_found(judge: Judge) -> None:
    assert "L484" in codes(judge("{uk: Дорослий, en: Adult}", "{uk: Дорослий, en: " + "An adult " * 6 + "}"))


def test_one_word_for_two_answers_is_found(judge: Judge) -> None:
    old = """          adult: {say: {uk: Дорослий, en: Adult}, goto: where}
          child: {say: {uk: Дитина, en: Child}, result: list}"""
    new = """          adult: {say: {uk: Дорослий, en: Adult}, words: {en: [me]}, goto: where}
          child: {say: {uk: Дитина, en: Child}, words: {en: [Me!]}, result: list}"""
    assert "L487" in codes(judge(old, new))
    assert "L487" not in codes(judge(old, new.replace("Me!", "my son")))


def test_channel_case_04_a_button_of_65_bytes_is_refused_when_the_file_is_loaded(judge: Judge) -> None:
    fits = "booking.book:" + "a" * 50  # with the sign of the button 64 bytes
    assert "L481" not in codes(judge('"consultation:papers"', fits))
    found = judge('"consultation:papers"', fits + "a")
    assert ("L481", "error") in {(code, severity) for code, _, severity, _ in found}
    long = "a_much_too_long_id_of_answer"
    assert "L481" in codes(judge("here: {say", f"{long}: {{say"))


def test_channel_case_57_missing_words_fail_the_check_with_their_key_and_language(judge: Judge) -> None:
    found = judge("ask: {uk: Де ви?, en: Where are you?}", "ask: {uk: Де ви?}")
    [(_, message, severity, line)] = [one for one in found if one[0] == "L486"]
    assert (severity, line) == ("error", CITY.splitlines().index("        ask: {uk: Де ви?, en: Where are you?}") + 1)
    assert "en" in message


def test_channel_case_57_a_question_over_the_budget_names_language_and_channel(judge: Judge) -> None:
    sms = """
    channels: {sms: {gateway: smpp, host: smsc, user: town, number: "+380441234567"}}
    """
    assert "L482" not in codes(judge(more=sms))
    question = "Де ви тепер, коли саме прийдете і що візьмете з собою, якщо не забудете? " * 5
    found = judge("Де ви?", f'"{question}"', more=sms)
    messages = [message for code, message, severity, _ in found if code == "L482" and severity == "error"]
    assert messages == ['in "uk" by sms this takes 6 paid messages, 4 are allowed']


@pytest.mark.parametrize("word", ["no", "yes", "on", "off"])
def test_channel_case_58_an_id_that_others_read_as_a_boolean_is_told_with_its_line(judge: Judge, word: str) -> None:
    found = judge("here: {say", f"{word}: {{say")
    [(_, message, severity, line)] = [one for one in found if one[0] == "L485"]
    assert severity == "warning"
    assert "true" in message or "false" in message
    assert line == next(number for number, text in enumerate(CITY.splitlines(), 1) if "here: {say" in text)


def test_channel_case_58_an_unquoted_time_in_a_text_stays_what_was_written(judge: Judge, tmp_path: Path) -> None:
    assert codes(judge("{uk: Тут, en: Here}", "{uk: 9:30, en: 9:30}")) == set()
    city = load(tmp_path / "city.yaml", SECTIONS, environ={}).city
    assert city is not None
    answer = city.section("consultations")["papers"].questions["where"].answers["here"]
    assert answer.say.in_("uk") == "9:30"


def test_channel_case_55_a_messenger_that_is_turned_off_is_nowhere(judge: Judge, tmp_path: Path) -> None:
    viber = "viber: {name: town, link: https://chats.viber.com/town, token: {secret: token}, enabled: false}"
    assert codes(judge("{telegram: {", f"{{{viber}, telegram: {{")) == set()
    city = load(tmp_path / "city.yaml", SECTIONS, environ={}).city
    assert city is not None
    assert [(one.name, one.via) for one in lines(city)] == [("bot", "telegram")]
