"""Where the file offers no message, a form that somebody made up leaves no telephone number behind."""

from __future__ import annotations

from dataclasses import replace

from tests.ticketing.phone.street import Street


async def test_a_forged_form_leaves_no_number_behind(street: Street) -> None:
    phone = await street.holds(await street.take())
    form = next(one for one in phone.page.forms() if one.action.endswith("/ask"))
    elsewhere = await street.take("passports", "branch")
    forged = replace(form, action=f"{street.link(elsewhere)}/ask")
    await phone.send(forged, {"phone": "602 111 222"}, "Tell me by text message")
    assert phone.page.status == 404 and await street.numbers_kept() == []
