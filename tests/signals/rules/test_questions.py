"""Extra questions: asked after the answers they need, and answers that nobody asked for do not count."""

from __future__ import annotations

import pytest
from civicore_signals.case import Answer
from civicore_signals.plan import Question
from civicore_signals.questions import advice, asked, checked, fields, kept, shown

from civicore import Form, Refusal, Text
from tests.signals.rules.cities import plan

POTHOLE = plan().categories["roads.pothole"]
WORDS = Text({"en": "Which?"})
SEVERAL = Question("tools", WORDS, "choices", options={"a": WORDS, "b": WORDS})


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({}, ["surface", "plate"]),
        ({"surface": "gravel"}, ["surface", "plate"]),
        ({"surface": "asphalt"}, ["surface", "depth", "plate"]),
        ({"depth": "deep"}, ["surface", "plate"]),
    ],
)
def test_a_question_is_asked_after_the_answers_that_it_needs(answers: dict[str, Answer], names: list[str]) -> None:
    assert [one.id for one in asked(POTHOLE.questions, answers)] == names


def test_an_answer_to_what_is_not_asked_opens_no_further_question() -> None:
    third = Question("third", WORDS, "text", when={"depth": ("deep",)})
    given: dict[str, Answer] = {"surface": "gravel", "depth": "deep"}
    assert [one.id for one in asked((*POTHOLE.questions, third), given)] == ["surface", "plate"]
    assert kept(POTHOLE.questions, given) == {"surface": "gravel"}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "signals.answer_missing"),
        ({"surface": "asphalt"}, "signals.answer_missing"),
        ({"surface": "mud"}, "signals.answer_wrong"),
        ({"surface": ("asphalt",)}, "signals.answer_wrong"),
        ({"surface": "gravel", "plate": "x" * 201}, "signals.answer_wrong"),
        ({"surface": "gravel", "colour": "red"}, "signals.answer_unknown"),
    ],
)
def test_programs_are_told_what_is_wrong_with_an_answer(answers: dict[str, Answer], code: str) -> None:
    found = checked(POTHOLE.questions, answers)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_good_answers_are_kept() -> None:
    good: dict[str, Answer] = {"surface": "asphalt", "depth": "deep", "plate": "1AB 2345"}
    assert checked(POTHOLE.questions, good) == good
    assert checked([SEVERAL], {"tools": ("a", "b")}) == {"tools": ("a", "b")}
    assert isinstance(checked([SEVERAL], {"tools": ("a", "c")}), Refusal)


def test_questions_are_fields_of_a_form() -> None:
    form = Form(fields([*POTHOLE.questions, SEVERAL], {"surface": "asphalt"}))
    assert [one.kind for one in form.fields.values()] == ["radio", "radio", "text", "checkboxes"]
    read = form.read({"q_surface": "asphalt", "q_tools": ["a", "b"]})
    assert read.values["q_tools"] == ("a", "b")
    assert [one.field for one in read.errors] == ["q_depth"]


def test_advice_after_an_answer_may_end_the_form() -> None:
    given = plan().categories["lighting"].advice
    assert [one.stops for one in advice(given, {"wire": "hanging"})] == [True, False]
    assert [one.stops for one in advice(given, {"wire": "none"})] == [False]


def test_a_type_asks_what_its_category_asks_first() -> None:
    assert [one.id for one in POTHOLE.questions] == ["surface", "depth", "plate"]


@pytest.mark.parametrize(
    ("answer", "words"), [("asphalt", "Asfalt"), (("asphalt", "gravel"), "Asfalt, Štěrk"), ("mud", "mud")]
)
def test_an_answer_is_shown_in_the_words_of_the_city(answer: Answer, words: str) -> None:
    assert shown(POTHOLE.questions[0], answer, "cs") == words
