"""How far a document is: the same answer whatever order things were said in, and however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from civicore_doctrack import stages
from civicore_doctrack.plan import Plan
from civicore_doctrack.stages import Observation, Passed
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doctrack.archive import at
from tests.tools.counts import times

WORDS = (
    "accepted",
    "checking",
    "returned",
    "allowed",
    "printing",
    "arrived",
    "handed_over",
    "refused",
    "Друк",
    "ЩО ЦЕ",
)
SEEN = at(20)


def said(
    stage: str, when: datetime | None, seen: datetime = SEEN, id: str = "", feeder: str = "calls", **more: object
) -> Observation:
    name = id or f"{feeder}|{stage}|{when}"
    return replace(Observation(name, "AB1", stage, when, seen, feeder), **more)  # type: ignore[arg-type]


observed = st.builds(
    lambda stage, when, seen, feeder: said(stage, when, at(20) + timedelta(days=seen), feeder=feeder),
    st.sampled_from(WORDS),
    st.one_of(st.none(), st.integers(0, 30 * 24 * 60).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes))),
    st.integers(0, 4),
    st.sampled_from(("calls", "export", "clerk")),
)
histories = st.lists(observed, max_size=9)


@given(histories, st.data())
@settings(max_examples=times(120, 2000), deadline=None)
def test_signal_case_38_any_order_and_repetition_gives_the_same_stage_history_and_messages(
    plan: Plan, known: list[Observation], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(known))
    repeated = [*shuffled, *data.draw(st.lists(st.sampled_from(known), max_size=9) if known else st.just([]))]
    later = [replace(one, seen_at=one.seen_at + timedelta(days=9)) for one in repeated]
    for other in (shuffled, repeated, [*repeated, *later], [*later, *repeated]):
        assert stages.standing(plan, "passport", other) == stages.standing(plan, "passport", known)
        assert stages.messages(plan, "passport", other) == stages.messages(plan, "passport", known)


@given(histories)
@settings(max_examples=times(80, 2000), deadline=None)
def test_signal_case_38_batch_by_batch_tells_what_the_whole_tells_and_each_turn_once(
    plan: Plan, known: list[Observation]
) -> None:
    first = stages.once(known)
    told: list[stages.Reached] = []
    before: list[Observation] = []
    for batch in sorted({one.seen_at for one in first}):
        new = [one for one in first if one.seen_at == batch]
        told += stages.news(plan, "passport", before, [*new, *before])
        assert stages.news(plan, "passport", [*before, *new], new) == ()
        before += new
    assert tuple(told) == stages.messages(plan, "passport", known)
    assert len({(one.stage, one.at) for one in told}) == len(told)


@given(histories)
@settings(max_examples=times(80, 2000), deadline=None)
def test_signal_case_38_nothing_follows_an_end_and_nothing_is_dropped(plan: Plan, known: list[Observation]) -> None:
    found = stages.standing(plan, "passport", known)
    way = [one.stage for one in found.history]
    assert not any(plan.stages[one].final for one in way[:-1])
    assert found.stage == (way[-1] if way else None)
    counted = {one.id for one in (*found.unknown, *found.odd)}
    rest = [one for one in known if one.id not in counted]
    assert {plan.stage(one.stage).id for one in rest} <= set(way)  # type: ignore[union-attr]


def test_signal_case_38_an_old_event_adds_history_is_no_news_and_undoes_no_end(plan: Plan) -> None:
    known = [said("accepted", at(2)), said("handed_over", at(10))]
    late = said("printing", at(5), at(21))
    after = stages.standing(plan, "passport", [*known, late])
    assert after.stage == "handed_over"
    assert Passed("printing", at(5)) in after.history
    assert stages.news(plan, "passport", known, [late]) == ()
    younger = said("checking", at(12), at(21))
    assert stages.standing(plan, "passport", [*known, younger]).stage == "handed_over"
    assert stages.standing(plan, "passport", [*known, younger]).odd == (younger,)


def test_what_a_document_begins_with_is_no_news_and_several_stages_at_once_are_told_in_order(plan: Plan) -> None:
    first = [said("accepted", at(2))]
    then = [said("arrived", at(9), at(21)), said("printing", at(5), at(21))]
    assert stages.news(plan, "passport", (), first) == ()
    assert [one.stage for one in stages.news(plan, "passport", first, then)] == ["printing", "arrived"]


@pytest.mark.parametrize(
    ("written", "shown", "mark"),
    [
        (at(25), SEEN, "future"),
        (SEEN + timedelta(minutes=3), SEEN, None),  # a clock that is three minutes fast
        (at(1), at(3, 0) - timedelta(hours=2), "before"),
        (None, SEEN, "unclear"),
        (datetime(1899, 12, 30, tzinfo=UTC), SEEN, "unclear"),  # an empty date of a spreadsheet
    ],
)
def test_signal_case_39_odd_instants_are_shown_clamped_with_a_mark(
    plan: Plan, written: datetime | None, shown: datetime, mark: str | None
) -> None:
    one = said("accepted", written, began=date(2026, 11, 3), raw={"written_at": "so"})
    (passed,) = stages.standing(plan, "passport", [one]).history
    assert (passed.at, passed.mark) == (shown, mark)
    assert [odd for _, odd in stages.marked(plan, [one])] == ([mark] if mark else [])


def test_signal_case_39_an_hour_that_comes_twice_is_marked(plan: Plan) -> None:
    (passed,) = stages.standing(plan, "passport", [said("accepted", at(2), unclear=True)]).history
    assert (passed.at, passed.mark) == (at(2), "unclear")


def test_signal_case_40_an_unknown_word_is_kept_and_shown_as_in_progress_until_something_known_comes(
    plan: Plan,
) -> None:
    odd = said("QC-HOLD 7", at(6))
    alone = stages.standing(plan, "passport", [odd])
    assert (alone.stage, alone.in_progress, alone.unknown) == (None, True, (odd,))
    known = [said("checking", at(5)), odd]
    assert stages.standing(plan, "passport", known).in_progress
    after = stages.standing(plan, "passport", [*known, said("printing", at(7))])
    assert not after.in_progress and after.unknown == (odd,)
    old = said("allowed", at(6))  # a step that this kind of document does not have
    assert stages.standing(plan, "card", [said("accepted", at(5)), old]).unknown == (old,)


def test_signal_case_41_stages_that_were_skipped_are_passed_without_a_date(plan: Plan) -> None:
    found = stages.standing(plan, "passport", [said("accepted", at(2)), said("arrived", at(9))])
    assert found.history == (
        Passed("accepted", at(2)),
        Passed("checking", None, skipped=True),
        Passed("allowed", None, skipped=True),
        Passed("printing", None, skipped=True),
        Passed("arrived", at(9)),
    )
    assert found.ahead == ("handed_over",)


def test_signal_case_41_a_way_back_counts_only_where_it_is_declared(plan: Plan) -> None:
    back = [said("checking", at(3)), said("accepted", at(4))]
    found = stages.standing(plan, "passport", back)
    assert (found.stage, found.odd) == ("checking", (back[1],))
    declared = [said("checking", at(3)), said("returned", at(4)), said("accepted", at(5)), said("checking", at(6))]
    again = stages.standing(plan, "passport", declared)
    assert again.stage == "checking" and again.odd == ()
    assert [(one.stage, one.turn) for one in again.history if not one.skipped] == [
        ("checking", 1),
        ("returned", 1),
        ("accepted", 1),
        ("checking", 2),
    ]


def test_a_document_keeps_the_list_of_the_version_that_it_began_under(plan: Plan) -> None:
    june = [said("accepted", datetime(2026, 5, 31, 20, 59, tzinfo=UTC)), said("arrived", at(9))]
    assert "allowed" not in [one.stage for one in stages.standing(plan, "passport", june).history]
    night = [said("accepted", datetime(2026, 5, 31, 21, 0, tzinfo=UTC)), said("arrived", at(9))]  # midnight there
    assert "allowed" in [one.stage for one in stages.standing(plan, "passport", night).history]
    dated = [replace(one, began=date(2026, 5, 20)) for one in night]
    assert "allowed" not in [one.stage for one in stages.standing(plan, "passport", dated).history]


def test_the_same_stage_from_two_feeders_is_one_turn_and_no_second_news(plan: Plan) -> None:
    known = [said("accepted", at(2)), said("printing", at(5), at(20, 10))]
    again = [said("Друк", at(5, 11), at(21), feeder="export")]
    found = stages.standing(plan, "passport", [*known, *again])
    assert [one.at for one in found.history if one.stage == "printing"] == [at(5)]
    assert stages.news(plan, "passport", known, again) == ()


def test_the_office_is_the_newest_that_was_said(plan: Plan) -> None:
    known = [said("accepted", at(2), office="centre"), said("arrived", at(9), office="harbour"), said("arrived", at(3))]
    assert _offices(plan, known) == _offices(plan, known[::-1]) == "harbour"


def _offices(plan: Plan, known: Sequence[Observation]) -> str | None:
    return stages.standing(plan, "passport", known).office
