"""Nothing happens out of its order (S15), and no time is sold that is not to be had (S14)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.security.fortress import Fortress

pytestmark = pytest.mark.anyio
WHO = {"first_name": "Jana", "last_name": "Novakova", "email": "order@posta.example"}
WEDNESDAY, LATER = "2026-11-25T09:00:00+01:00", "2026-12-03T13:00:00+01:00"
SENT_MEANWHILE = {"core_attempt", "core_demo_caught", "core_event", "core_event_delivery"}
WISH: dict[str, Any] = {"agenda": "cards", "activity": "apply", "office": "hall", "start": WEDNESDAY, "fields": WHO}


async def asked(fortress: Fortress, **changes: Any) -> httpx.Response:
    return await fortress.browser().http.post("/api/v1/bookings", json={**WISH, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": "2026-11-25T13:00:00+01:00", "office": "branch"}, "booking."),  # the branch is open to noon
        ({"start": "2026-11-26T09:00:00+01:00", "office": "branch"}, "booking."),  # and only on Wednesdays
        ({"agenda": "wedding", "activity": None, "office": "branch"}, ""),
        ({"agenda": "wedding", "activity": "apply"}, ""),
        ({"start": "2026-11-20T09:00:00+01:00"}, "booking."),
        ({"start": "2026-11-28T09:00:00+01:00"}, "booking."),  # Saturday
        ({"start": "2026-12-24T09:00:00+01:00"}, "booking."),  # a holiday, and too far away
        ({"start": "2027-11-24T09:00:00+01:00"}, "booking."),
        ({"start": "2026-11-25T09:07:00+01:00"}, "booking."),
        ({"start": "2026-11-25T09:00:30+01:00"}, "booking."),
        ({"agenda": "nothing"}, ""),
        ({"office": "nowhere"}, ""),
    ],
)
async def test_s14_a_time_that_is_not_offered_is_refused_with_its_reason(
    fortress: Fortress, changes: dict[str, Any], code: str
) -> None:
    before = await fortress.rows()
    answer = await asked(fortress, **changes)
    assert answer.status_code in (404, 409, 422), answer.text
    said = answer.json()
    assert said["code"].startswith(code) and said["detail"]
    after = await fortress.rows()
    assert {name for name in before if before[name] != after[name]} <= SENT_MEANWHILE


async def test_s15_no_step_can_be_left_out(fortress: Fortress) -> None:
    held = await asked(fortress, start=LATER)
    assert held.status_code == 201, held.text
    letters = [one for one in await fortress.letters() if one["to"] == WHO["email"]]
    links = [link for one in letters for link in one["links"]]
    token = next(link for link in links if "/booking/confirm/" in link).rpartition("/")[2]
    http = fortress.browser().http
    assert (await http.post("/api/v1/bookings/confirm", json={"token": "x" * 43})).status_code in (404, 410, 422)
    for step in ("cancel", "reschedule"):
        early = await http.post(f"/api/v1/bookings/{step}", json={"token": token, "start": WEDNESDAY})
        assert early.status_code >= 400, (step, early.text)
    devices = fortress.built.app.state.demo.device_tokens
    reference = held.json().get("reference") or held.json()["id"]
    for code in (reference, "000000"):
        bearer = {"Authorization": f"Bearer {devices['hall.printer']}"}
        answer = await http.post("/api/v1/devices/hall.printer/check-in", json={"code": code}, headers=bearer)
        assert answer.status_code in (404, 409, 422), answer.text
    assert (await http.post("/api/v1/bookings/confirm", json={"token": token})).status_code == 200
