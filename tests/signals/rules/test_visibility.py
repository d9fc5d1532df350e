"""The one policy: what strangers learn of a case, and what they never do."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from civicore_signals.case import Case, Event, EventKind, Photo
from civicore_signals.visibility import (
    PublicCase,
    masked,
    open_categories,
    own_view,
    public_view,
    searchable,
)

from tests.signals.rules.cities import NOW, SOFIA, SQUARES, case, changed, plan

ALL = {"text": True, "photo": True, "place": True, "answer": True}
SECRET = "ИВАН ПЕТРОВ 0888 123 456"


def seen(one: Case, *events: Event, photos: tuple[Photo, ...] = (), path: Path = SQUARES) -> PublicCase:
    found = public_view(plan(path), one, events, photos)
    assert found is not None
    return found


def event(kind: EventKind = "update", **said: Any) -> Event:
    plain = Event(UUID(int=5), UUID(int=1), 1, NOW, "update", f"staff:{SECRET}", public=True, text="Words")
    return replace(plain, kind=kind, **said)


@pytest.mark.parametrize(
    "hidden",
    [
        case(kind="letter", category="correspondence"),
        case(kind="foi", category="information"),
        case(category="social"),  # a private type of a public kind
        case(category="a_type_that_the_file_has_lost"),
        case(kind="a_kind_that_the_file_has_lost"),
        case(hidden=True),
        case(state="unconfirmed"),
        case(state="withdrawn"),
        case(state="erased"),
        case(number=None, registered_on=None),
    ],
)
def test_signal_case_03_of_what_is_private_nobody_learns_that_it_exists(hidden: Case) -> None:
    assert public_view(plan(), hidden, [event()], [Photo(UUID(int=3), approved=True)]) is None


def test_before_the_office_has_looked_only_facts_are_public() -> None:
    found = seen(case(), photos=(Photo(UUID(int=3)),))
    assert (found.text, found.topic, found.photos) == (None, None, ())
    assert found.place is not None
    assert (found.place.point, found.place.address, found.place.area) == (None, None, "ne")
    assert (found.number, found.status, found.unit) == ("СК26-01-7", "registered", "roads")


def test_what_the_office_lets_out_is_public() -> None:
    found = seen(case(published=ALL), photos=(Photo(UUID(int=3), approved=True), Photo(UUID(int=4))))
    assert found.text == "A hole in front of my door"
    assert found.photos == (UUID(int=3),)
    assert found.place is not None
    assert found.place.point == (50.01, 14.01)


def test_where_the_city_publishes_at_once_the_office_can_still_take_a_part_back(tmp_path: Path) -> None:
    of = changed(tmp_path, {"signals__publish": "at_once"})
    open_, back = public_view(of, case()), public_view(of, case(published={"text": False}))
    assert open_ is not None
    assert back is not None
    assert (open_.text, back.text) == ("A hole in front of my door", None)


@pytest.mark.parametrize(
    ("place", "point", "address", "area"),
    [
        ("exact", (50.012345, 14.012345), "Long Street 5", "ne"),
        ("street", (50.012, 14.012), None, "ne"),
        ("area", None, None, "ne"),
    ],
)
def test_a_place_is_as_exact_as_the_kind_says(
    tmp_path: Path, place: str, point: tuple[float, float] | None, address: str | None, area: str
) -> None:
    of = changed(tmp_path, {"signals__kinds__signal__shown": {"place": place}})
    here = replace(case().place, point=(50.012345, 14.012345))  # type: ignore[type-var]
    found = public_view(of, case(place=here, published=ALL))
    assert found is not None
    assert found.place is not None
    assert (found.place.point, found.place.address, found.place.area) == (point, address, area)


def test_a_kind_may_keep_its_place_to_itself(tmp_path: Path) -> None:
    of = changed(tmp_path, {"signals__kinds__signal__shown": {"place": "none"}})
    found = public_view(of, case(published=ALL))
    assert found is not None
    assert found.place is None


def test_of_the_answers_only_those_that_the_file_makes_public_leave() -> None:
    assert seen(case(published=ALL)).answers == {"surface": "asphalt"}


def test_signal_case_11_nothing_of_people_and_nothing_internal_is_in_what_leaves() -> None:
    events = [
        event("note", text=SECRET),
        event("note", text=SECRET, public=False),
        event("assigned", text=SECRET, public=False, facts={"to": SECRET}),
        event("redacted", text=SECRET),
        event("feedback", actor="sender", text=SECRET),
        event("update", facts={"clerk": SECRET}),
        event("question", text=SECRET, public=False),
    ]
    found = seen(case(published=ALL, clerk=UUID(int=7)), *events, photos=(Photo(UUID(int=4)),))
    assert SECRET not in str(asdict(found))
    assert [one.kind for one in found.events] == ["feedback", "update"]
    assert str(UUID(int=7)) not in str(asdict(found))


def test_a_kind_may_keep_its_answers_to_itself(tmp_path: Path) -> None:
    of = changed(tmp_path, {"signals__kinds__signal__shown": {"answer": "false"}})
    found = public_view(of, case(), [event()])
    assert found is not None
    assert [(one.kind, one.text) for one in found.events] == [("update", "")]


def test_what_became_part_of_another_case_shows_where_it_went() -> None:
    into = seen(case(number="СК26-01-3"))
    found = public_view(plan(), case(merged_into=UUID(int=2)), merged_into=into)
    assert found is not None
    assert found.merged_into == "СК26-01-3"


def test_the_sender_sees_all_but_what_the_office_keeps_to_itself() -> None:
    mine = case(kind="letter", category="correspondence", clerk=UUID(int=7))
    events = [
        event("question", public=False),
        event("note"),
        event("assigned", public=False),
        event("reply", public=False, actor="sender"),
        event("update"),
    ]
    found = own_view(mine, events, [Photo(UUID(int=4))])
    assert [one.kind for one in found.events] == ["question", "reply", "update"]
    assert found.case.text == mine.text
    assert found.case.clerk is None


def test_signal_case_03_counts_of_few_people_are_not_shown() -> None:
    assert [masked(count) for count in (0, 1, 4, 5, 300)] == [0, None, None, 5, 300]


def test_the_words_of_every_public_query() -> None:
    assert searchable(plan()) == ("signal", "question")
    assert "social" not in open_categories(plan())
    assert "roads.pothole" in open_categories(plan())
    assert searchable(plan(SOFIA)) == ("signal", "question")
    assert {"people", "animals.care"}.isdisjoint(open_categories(plan(SOFIA)))
