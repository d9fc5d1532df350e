"""What is let through quickly is what Cerberus finds nothing wrong with."""

from __future__ import annotations

from typing import Any

from cerberus import Validator
from hypothesis import given
from hypothesis import strategies as st

from civicore.web.judging import Judge


def _even(name: str, value: str, error: Any) -> None:
    if len(value) % 2:
        error(name, "odd")


RULES: dict[str, dict[str, Any]] = {
    "a": {"empty": False, "maxlength": 6, "check_with": _even},
    "b": {"maxlength": 4, "regex": "[0-9]*"},
    "c": {"allowed": ["x", "y", ""]},
}
JUDGE = Judge(RULES)
Words = st.text("ab0xy", max_size=7)


@given(st.fixed_dictionaries({"a": Words, "b": Words, "c": Words | st.none()}))
def test_the_quick_look_and_the_whole_one_agree(document: dict[str, Any]) -> None:
    whole = Validator(RULES)
    assert (JUDGE.broken(document) == []) == whole.validate(document, normalize=False)
    assert {one.name for one in JUDGE.broken(document)} == set(whole.errors)


def test_a_check_of_our_own_says_its_code_and_an_empty_answer_is_said_first() -> None:
    assert JUDGE.broken({"a": "abc", "b": "", "c": ""}) == [("a", None, "odd")]
    assert JUDGE.broken({"a": "", "b": "x", "c": ""}) == [("a", "empty", ""), ("b", "regex", "")]


def test_rules_about_several_answers_are_never_passed_quickly() -> None:
    judge = Judge({"a": {"dependencies": "b"}, "b": {"maxlength": 4}})
    assert [one.name for one in judge.broken({"a": "1"})] == ["a"]
    assert judge.broken({"a": "1", "b": "2"}) == []
