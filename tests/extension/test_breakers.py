"""A part that keeps failing is left alone, tried again, and taken back."""

from datetime import UTC, datetime, timedelta

from civicore.extension.breakers import Circuit

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def failed(*minutes: float) -> Circuit:
    circuit = Circuit()
    for one in minutes:
        circuit = circuit.failed(after(one))
    return circuit


def test_it_opens_at_the_fifth_failure_in_ten_minutes() -> None:
    assert not failed(0, 1, 2, 3).open
    assert failed(0, 1, 2, 3, 4).open
    assert failed(0, 3, 6, 9, 9.9).open
    assert not failed(0, 3, 6, 9, 10).open


def test_it_rests_five_minutes_and_then_lets_one_through() -> None:
    circuit = failed(0, 1, 2, 3, 4)
    assert [circuit.lets_through(after(one)) for one in (4, 8.9, 9)] == [False, False, True]
    assert not circuit.begun().lets_through(after(9))


def test_the_one_that_is_tried_decides() -> None:
    tried = failed(0, 1, 2, 3, 4).begun()
    assert not tried.went_well().open
    assert tried.failed(after(9)).open
    assert not tried.failed(after(9)).lets_through(after(13.9))
    assert tried.given_up().lets_through(after(9))


def test_what_goes_well_between_failures_does_not_hide_them() -> None:
    circuit = Circuit()
    for minute in range(5):
        circuit = circuit.failed(after(minute)).went_well() if minute < 4 else circuit.failed(after(minute))
    assert circuit.open


def test_a_clock_set_back_does_not_keep_it_open() -> None:
    assert failed(0, 1, 2, 3, 4).lets_through(after(-60))
