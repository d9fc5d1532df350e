"""Notices to people: when they may come, and by which ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicore.deployment import kinds
from civicore.deployment.block import Block, says

Way = Literal["telegram", "viber", "push", "email", "sms"]


class QuietHours(Block):
    """When nobody is disturbed; over midnight where they end earlier than they begin."""

    begins: kinds.TimeOfDay = says("from then on reminders and news wait", finding="L490")
    ends: kinds.TimeOfDay = says("then they go out", finding="L490")


class NoticeRules(Block):
    """One notice that goes its own way."""

    purpose: Literal["transaction", "reminder", "news"] | None = says(
        "transactions always come; reminders and news wait in quiet hours and can be ended", None
    )
    quiet: QuietHours | None = says("quiet hours of this notice", None)
    fallback_after: kinds.SomeDuration | None = says("how long a way may take before the next one is tried", None)


class Notifications(Block):
    """Notices to people."""

    quiet: QuietHours | None = says("when reminders and news wait; absent means never", None)
    fallback_after: kinds.SomeDuration | None = says(
        "how long a way may take before the next one is tried; absent means until it failed for good", None
    )
    order: tuple[Way, ...] = says(
        "which way is tried first while a person chose none", ("telegram", "viber", "push", "email", "sms")
    )
    notices: Mapping[kinds.String, NoticeRules] = says("notices that go their own way, by id", {}, finding="L491")
