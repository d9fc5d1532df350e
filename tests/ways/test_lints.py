"""The section ``notifications``: what ``check`` says of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from civicore.deployment.lints import notifications
from civicore.deployment.model.notifications import NoticeRules, Notifications, QuietHours
from civicore.extension.parts import Notice
from civicore.ways.lints import unknown_notices


def city(**said: Any) -> Any:
    return SimpleNamespace(notifications=Notifications.model_construct(**said))


def nothing() -> Mapping[str, object]:
    return {}


@pytest.mark.parametrize(
    ("begins", "ends", "codes"),
    [(21 * 60, 7 * 60, []), (7 * 60, 7 * 60, ["L490"]), (12 * 60, 7 * 60, ["L490"]), (9 * 60, 10 * 60, [])],
)
def test_l490_quiet_hours_end_and_leave_most_of_the_day(begins: int, ends: int, codes: list[str]) -> None:
    quiet = QuietHours.model_construct(begins=begins, ends=ends)
    assert [one.code for one in notifications.check(city(quiet=quiet))] == codes
    own = city(notices={"booking.reminder": NoticeRules.model_construct(quiet=quiet)})
    assert [one.code for one in notifications.check(own)] == codes


def test_l491_rules_are_for_notices_that_somebody_sends() -> None:
    said = city(notices={"booking.reminder": NoticeRules(), "booking.reminded": NoticeRules()})
    (found,) = unknown_notices(said, lambda: [Notice("booking.reminder", str(Path("x.txt")), nothing)])
    assert (found.code, found.path[-1]) == ("L491", "booking.reminded")
    assert "booking.reminder" in found.message
