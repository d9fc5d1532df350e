"""A tree of questions as a pure function: nothing anybody answers breaks it, and back is one answer less."""

from __future__ import annotations

from civicore_bots import links
from civicore_bots.conditions import Answered, Every, Not, Some, holds
from civicore_bots.consult import Asked, Lost, Reached, Tree, outcome, step, walk
from hypothesis import given
from hypothesis import strategies as st

from tests.bots.people import DMS, city_of, tree_of

TREE = tree_of(city_of(DMS))
WORDS = sorted({id for one in TREE.said.questions.values() for id in one.answers})
anything = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=8)


@given(anything)
def test_no_list_of_answers_breaks_the_engine(answers: list[str]) -> None:
    at = step(TREE, answers)
    assert len(at.passed) <= len(answers)
    match at:
        case Asked(question, offered):
            assert question in TREE.said.questions
            assert offered
        case Reached():
            assert outcome(TREE, at).said.title
        case Lost():
            assert answers


@given(st.data())
def test_whoever_answers_what_is_offered_always_comes_to_a_list(data: st.DataObject) -> None:
    answers: list[str] = []
    while isinstance(at := step(TREE, answers), Asked):
        answers.append(data.draw(st.sampled_from(at.offered)))
    assert isinstance(at, Reached)
    assert outcome(TREE, at).papers, answers


@given(st.data())
def test_one_answer_less_is_the_question_before(data: st.DataObject) -> None:
    paths = [answers for answers, _ in walk(TREE) if answers]
    answers = data.draw(st.sampled_from(paths))
    before = step(TREE, answers[:-1])
    assert isinstance(before, Asked)
    assert answers[-1] in before.offered
    assert step(TREE, answers).passed[:-1] == before.passed


def test_every_way_has_an_end_and_every_question_and_result_a_way() -> None:
    ways = list(walk(TREE))
    assert not [answers for answers, at in ways if isinstance(at, Lost)]
    assert {at.question for _, at in ways if isinstance(at, Asked)} == set(TREE.said.questions)
    assert {at.result for _, at in ways if isinstance(at, Reached)} == set(TREE.said.results)


def test_a_question_that_is_not_to_be_asked_is_passed_over() -> None:
    assert step(TREE, ["foreign_passport", "is_idp"]) == Asked(
        "passport_age", ("under_14", "under_18", "adult"), step(TREE, ["foreign_passport", "is_idp"]).passed
    )
    at = step(TREE, ["foreign_passport", "not_idp"])
    assert isinstance(at, Asked)
    assert at.question == "passport_where"


def test_a_case_leads_where_the_file_says() -> None:
    at = step(TREE, ["id_card", "is_idp", "occupied", "lost", "adult"])
    assert isinstance(at, Reached)
    assert at.result == "id_card_idp_check"
    texts = [one.text.in_("en") for one in outcome(TREE, at).papers]
    assert texts[:2] == ["Any document with a photograph", "IDP certificate"]
    assert "Statement of the loss or theft" in texts
    assert "Proof of the change" not in texts


def test_conditions() -> None:
    answers = {"who": "child"}
    assert holds(None, answers)
    assert holds(Answered("who", frozenset({"child", "teenager"})), answers)
    assert not holds(Answered("where", frozenset({"child"})), answers)
    assert holds(Not(Answered("who", frozenset({"adult"}))), answers)
    assert not holds(Every((Not(Answered("x", frozenset({"y"}))), Answered("who", frozenset({"adult"})))), answers)
    assert holds(Some((Answered("who", frozenset({"adult"})), Answered("who", frozenset({"child"})))), answers)


def test_the_mark_knows_ways_but_not_words() -> None:
    said = TREE.said
    assert Tree.of("documents", said.model_copy(update={"title": said.summary})).mark == TREE.mark
    assert Tree.of("documents", said.model_copy(update={"version": 2})).mark != TREE.mark
    fewer = {id: one for id, one in said.questions.items() if id != "idp"}
    assert Tree.of("documents", said.model_copy(update={"questions": fewer})).mark != TREE.mark


def test_answers_travel_in_a_link_of_forty_signs() -> None:
    for answers, _ in walk(TREE):
        start = links.start(TREE, answers)
        assert len(start) <= links.LONGEST
        assert links.carried(TREE, start.partition("-")[2]) == answers


@given(st.text(max_size=30))
def test_a_forged_link_carries_nothing_that_breaks(began: str) -> None:
    assert not isinstance(step(TREE, links.carried(TREE, began)), Lost)
    assert links.carried(TREE, f"{TREE.mark}-{began}") == () or not isinstance(
        step(TREE, links.carried(TREE, f"{TREE.mark}-{began}")), Lost
    )
