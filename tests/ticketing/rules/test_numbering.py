"""Numbers of a day: run, label, and blocks for kiosks that are cut off (cases 61, 84, 87)."""

from __future__ import annotations

import pytest
from civicore_ticketing import numbering
from civicore_ticketing.numbering import Block, Numbers

TEN = Numbers(1, 10, 3)


@pytest.mark.parametrize(
    ("series", "number", "digits", "label"),
    [("A", 1, 3, "A001"), ("", 7, 3, "007"), ("AB", 12, 2, "AB12"), ("A", 1000, 3, "A1000"), ("C", 0, 2, "C00")],
)
def test_what_stands_on_the_ticket(series: str, number: int, digits: int, label: str) -> None:
    assert numbering.label(series, number, digits) == label


def test_agendas_without_a_letter_share_one_series() -> None:
    assert [numbering.series(one) for one in ("A", None, "")] == ["A", "", ""]


def test_case_61_the_run_has_no_gap_and_ends() -> None:
    given: list[int] = []
    while (number := numbering.next_number(TEN, given[-1] if given else None)) is not None:
        given.append(number)
    assert given == list(range(1, 11))


def test_case_87_a_day_begins_at_the_first_number() -> None:
    assert numbering.next_number(Numbers(100, 199), None) == 100
    assert numbering.next_number(Numbers(0, 9), None) == 0


def test_case_84_blocks_lie_at_the_top_and_never_meet_the_run() -> None:
    first = numbering.lease(TEN, None, 0, 3)
    second = numbering.lease(TEN, 2, 3, 3)
    assert (first, second) == (Block(8, 10), Block(5, 7))
    assert numbering.next_number(TEN, 3, 6) == 4
    assert numbering.next_number(TEN, 4, 6) is None
    assert not set(range(1, 5)) & {n for n in range(11) if n in Block(5, 7) or n in Block(8, 10)}


@pytest.mark.parametrize(
    ("taken", "leased", "size", "block"),
    [
        (4, 3, 3, Block(5, 7)),
        (5, 3, 3, None),
        (None, 0, 10, Block(1, 10)),
        (None, 0, 11, None),
        (None, 0, 0, None),
        (10, 0, 1, None),
    ],
)
def test_a_block_is_given_only_whole(taken: int | None, leased: int, size: int, block: Block | None) -> None:
    assert numbering.lease(TEN, taken, leased, size) == block


def test_how_many_numbers_there_are() -> None:
    assert (TEN.count, Numbers(0, 9).count) == (10, 10)
    assert [number for number in range(4, 9) if number in Block(5, 7)] == [5, 6, 7]
