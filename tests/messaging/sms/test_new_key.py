"""The city's key is changed, the old one stays behind it: who wanted no more news still wants none (F22)."""

from __future__ import annotations

import pytest

from civicore.base.codes import Keyring
from civicore.messaging.sms import smpp
from civicore.messaging.sms.gateway import Came
from tests.messaging.sms.conftest import NUMBER, Texting
from tests.messaging.sms.test_incoming import came, city
from tests.tools.reliability import Counted

__all__ = ["city"]
pytestmark = pytest.mark.anyio


def changed(city: Texting) -> None:
    """A new key signs from now on, the old one still opens."""
    city.runtime.keys = Keyring(city.runtime.keys.city, (b"n" * 32, *city.runtime.keys.keys))


async def test_f22_who_stopped_the_news_under_the_old_key_gets_none_under_the_new(
    city: Texting, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    monkeypatch.setattr(smpp, "CONNECTED_WITHIN", 0.01)  # no message centre is there, and none is needed
    await came(city, "STOP", id="m1")
    changed(city)
    await city.send("news", purpose="news")
    await city.outbox.flush()
    (news,) = await city.fates()
    assert (news.state, news.tries[-1].detail) == ("failed", "the owner of the number wants no more news")
    counted(runs=1, faults=1, acknowledged=1, lost=int(news.state != "failed"))


async def test_f22_what_a_number_wrote_under_the_old_key_is_given_out_and_erased_under_the_new(
    city: Texting, counted: Counted
) -> None:
    await came(city, "STOP", id="m1")
    await city.told.came(Came(NUMBER, "hello", "hello", "m2"))
    (kept,) = city.plugin.register_retention()
    before = await kept.export(NUMBER)
    changed(city)
    after = await kept.export(NUMBER)
    assert len(before) == 3
    assert after == before
    assert await kept.erase(NUMBER) == 2
    counted(runs=1, faults=1, acknowledged=len(before), lost=len(before) - len(after))
