"""The clock of a demo."""

from datetime import UTC, datetime, timedelta

from civicore.base.clock import DemoClock, whole_second

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_it_starts_where_it_is_told_and_runs() -> None:
    clock = DemoClock(NOON)
    assert clock.running
    assert NOON <= clock.now() < NOON + timedelta(minutes=5)


def test_setting_and_advancing_freeze_it() -> None:
    clock = DemoClock()
    clock.freeze(NOON)
    clock.advance(timedelta(minutes=15))
    assert not clock.running
    assert clock.now() == NOON + timedelta(minutes=15)


def test_it_goes_on_from_the_instant_shown() -> None:
    clock = DemoClock()
    clock.freeze(NOON)
    clock.run()
    assert clock.running
    assert NOON <= clock.now() < NOON + timedelta(minutes=5)


def test_limits_are_compared_in_whole_seconds() -> None:
    assert whole_second(NOON.replace(microsecond=999_999)) == NOON
