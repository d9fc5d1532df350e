"""Somebody who wants all the numbers, without ever coming."""

from __future__ import annotations

from tests.ticketing.phone.conftest import Opens

TAKE = "/en/queue/hall/take"


async def test_one_connection_does_not_use_up_the_numbers_of_the_day(opens: Opens) -> None:
    async with opens(strict=True) as street:
        phone = street.telephone()
        for _ in range(10):
            await phone.open(TAKE)
            await phone.press("Passports 0 people wait")
            await phone.press("Give my number up")
        await phone.open(TAKE)
        await phone.press("Passports 0 people wait")
        assert phone.page.status == 409
        assert "Several numbers have been taken from this connection. Try again after" in phone.told
