"""The order of the pages, what a change of answers undoes, and what a draft looks like when it is kept."""

from __future__ import annotations

from itertools import product

import pytest
from civicore_signals.drafts import read, written
from civicore_signals.journey import STEPS, Asked, Draft, Spot, Step, before, next_step, number, pages, reachable

FULL = Asked(category=True, before=True, place=True, questions=True, similar=True)


def through(asked: Asked) -> list[Step]:
    """The pages seen by somebody who answers each."""
    draft = Draft("signal")
    seen: list[Step] = []
    while (step := next_step(draft, asked)) not in seen:
        seen.append(step)
        draft = draft.having(step)
    return seen


@pytest.mark.parametrize("flags", list(product([True, False], repeat=5)))
def test_every_journey_visits_each_asked_page_once_in_order(flags: tuple[bool, ...]) -> None:
    asked = Asked(*flags)
    assert tuple(through(asked)) == asked.steps
    counted = [step for step in asked.steps if step != "similar"]
    assert [number(asked, step) for step in counted] == list(range(1, len(counted) + 1))
    assert pages(asked, Draft("signal", done=frozenset({"category"}))) == len(counted)
    led_back = [before(asked, step) for step in asked.steps]
    assert led_back[0] is None and "similar" not in led_back
    assert all(one in asked.steps[:place] for place, one in enumerate(led_back) if one is not None)


def test_pages_are_counted_once_the_type_says_what_is_asked() -> None:
    assert pages(FULL, Draft("signal")) is None
    assert pages(Asked(category=False), Draft("signal")) == 3


@pytest.mark.parametrize("step", STEPS)
def test_no_page_is_shown_before_the_ones_that_lead_to_it(step: Step) -> None:
    assert reachable(Draft("signal"), FULL, step) == (step == "category")
    done = Draft("signal", done=frozenset(STEPS[: STEPS.index(step)]))
    assert reachable(done, FULL, step)


def test_a_page_that_is_not_asked_is_not_there() -> None:
    done = Draft("letter", done=frozenset(STEPS))
    assert not reachable(done, Asked(category=False), "category")
    assert not reachable(done, Asked(place=False), "place")


def test_another_type_asks_its_own_questions_and_keeps_what_was_written() -> None:
    draft = Draft("signal", "roads.hole", text="Дупка", answers={"depth": "deep"}, done=frozenset(STEPS))
    changed = draft.of_type("lighting")
    assert changed.category == "lighting" and changed.text == "Дупка" and changed.answers == {"depth": "deep"}
    assert next_step(changed, FULL) == "before"
    assert {"before", "questions", "similar"}.isdisjoint(changed.done)
    assert draft.of_type("roads.hole") == draft


def test_another_place_looks_for_neighbours_and_photos_anew() -> None:
    here, there = Spot((42.69, 23.32)), Spot((42.70, 23.33))
    draft = Draft("signal", "roads", spot=here, kept_place=True, done=frozenset(STEPS))
    moved = draft.at(there)
    assert next_step(moved, FULL) == "similar" and not moved.kept_place
    assert draft.at(here) == draft


def test_a_draft_is_kept_whole() -> None:
    draft = Draft(
        "signal",
        "roads.hole",
        spot=Spot((42.6977, 23.3219), "ул. „Раковски“ 1", "sredets"),
        answers={"depth": "deep", "danger": ("cars", "bikes")},
        topic="Дупка",
        text="Голяма\nдупка <script>",
        happened_on="2026-11-23",
        kept_place=True,
        contacts={"email": "a@example.org"},
        done=frozenset({"category", "text"}),
    )
    assert read(written(draft)) == draft
    assert read(written(Draft("letter"))) == Draft("letter")
