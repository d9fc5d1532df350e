"""Following that cannot work is found in the file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from civicore_doctrack.config import DocTrack
from civicore_doctrack.lints_following import check

from civicore import City

ASKED = {"ask": {"en": "Follow?"}, "agree": {"en": "Yes"}, "decline": {"en": "No"}}


def city(*, email: bool = True, sms: bool = True, bots: bool = True) -> City:
    channels = SimpleNamespace(email="there" if email else None, sms="there" if sms else None)
    return cast(City, SimpleNamespace(channels=channels, section=lambda _: {"bot": 1} if bots else None))


@pytest.mark.parametrize(
    ("said", "there", "found"),
    [
        ({"notify_by": ["web"]}, {}, []),
        ({"notify_by": ["web", "email", "telegram"], "opt_in": ASKED}, {}, []),
        ({"notify_by": ["email"]}, {}, [("L431", "error")]),
        ({"notify_by": ["web"], "opt_in": ASKED}, {}, [("L477", "error")]),
        ({"notify_by": ["email"], "opt_in": ASKED}, {"email": False}, [("L413", "error")]),
        ({"notify_by": ["sms"], "opt_in": ASKED}, {"sms": False}, [("L413", "error")]),
        ({"notify_by": ["viber", "email"], "opt_in": ASKED}, {"bots": False}, [("L413", "warning")]),
    ],
)
def test_following_that_cannot_work_is_told(said: dict[str, Any], there: dict[str, bool], found: object) -> None:
    section = DocTrack.model_validate(said)
    assert [(one.code, one.severity) for one in check(city(**there), section)] == found
