"""Pictures of figures: every piece stands where its number says."""

from __future__ import annotations

from civicore_signals.desk_bars import ROW, Share, bars, round_up


def test_pieces_stand_one_after_the_other_and_the_longest_bar_reaches_its_part_of_the_scale() -> None:
    drawn = bars([("a", [Share("solved", 30), Share("answered", 10)], "40"), ("b", [Share("solved", 5)], "5")])
    first, second = drawn.rows
    assert [one.sort for one in first.pieces] == ["solved", "answered"]
    assert first.pieces[1].x == first.pieces[0].width
    assert abs(first.pieces[0].width - 3 * first.pieces[1].width) < 0.5
    assert first.end == first.pieces[1].x + first.pieces[1].width
    assert (second.y, drawn.lines[1].said) == (ROW, "50")
    assert drawn.lines[1].x > first.end


def test_nothing_to_draw_is_no_row() -> None:
    assert bars([]).rows == ()
    assert bars([("a", [], "0")]).rows[0].pieces == ()


def test_the_scale_ends_at_a_round_number() -> None:
    assert [round_up(one) for one in (0, 1, 3, 5, 7, 11, 501)] == [1, 1, 5, 5, 10, 20, 1000]
