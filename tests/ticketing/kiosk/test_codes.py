"""Codes typed at the kiosk: the window, the city's own words, and what is forgiven."""

from __future__ import annotations

import pytest
from civicore_ticketing.typed_code import meant

from tests.ticketing.kiosk.conftest import Opens
from tests.ticketing.kiosk.house import DAY, House

MENU = "KLIENTI OBJEDNANÍ Z INTERNETU - WebCall"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("12 34-56", "123456"), ("o0iI", "0011"), ("авснк", "ABCHK"), ("ТРО7", "TP07"), (" k7m q ", "K7MQ")],
)
def test_look_alikes_case_and_spaces_are_forgiven(typed: str, code: str) -> None:
    assert meant(typed) == code


@pytest.mark.check("S42")
@pytest.mark.rule("TRU-06")
@pytest.mark.rule("TRU-08")
async def test_case_16_and_channel_case_42_the_window_is_exact_to_the_second(trutnov: House) -> None:
    code = trutnov.code(await trutnov.book())
    kiosk = await trutnov.kiosk()
    assert kiosk.choices("go")["code"] == MENU
    trutnov.set("07:44:59")
    await kiosk.type(code)
    assert kiosk.heading == "NEPLATNÝ KÓD"
    assert "7:45" not in kiosk.told
    trutnov.set("07:45:00")
    await kiosk.touch("go", "code")
    await kiosk.touch("enter", "1", code=code)
    (waiting,) = (await trutnov.queues.queue("town_hall")).line
    assert (waiting.ticket.label, waiting.ticket.origin) == (kiosk.number, "booked")


@pytest.mark.rule("TRU-07")
@pytest.mark.rule("TRU-16")
async def test_too_late_an_ordinary_ticket_is_one_touch_away(trutnov: House) -> None:
    code = trutnov.code(await trutnov.book())
    kiosk = await trutnov.kiosk()
    trutnov.set("08:15:01")
    await kiosk.type(code)
    assert kiosk.heading == "Vaše objednání již vypršelo. Můžete se přihlásit jako běžný klient."
    assert "8:15" in kiosk.told
    await kiosk.touch("instead", "1")
    (waiting,) = (await trutnov.queues.queue("town_hall")).line
    assert (waiting.ticket.label, waiting.ticket.origin) == (kiosk.number, "walk_in")


@pytest.mark.rule("KOS-10")
async def test_where_a_late_booking_lapses_no_ticket_is_offered(kostelec: House) -> None:
    code = kostelec.code(await kostelec.book())
    kiosk = await kostelec.kiosk("town_hall.printer_hall")
    kostelec.set("08:15:01")
    await kiosk.type(code)
    assert kiosk.heading.startswith("Čas vaší objednávky")
    assert not kiosk.choices("instead")
    assert (await kostelec.queues.queue("town_hall")).line == ()


async def test_where_the_file_tells_early_from_unknown_the_time_is_told(big: House) -> None:
    code = big.code(await big.book(f"{DAY}T09:00:00+01:00", "births", office="hall"))
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.type(code)
    assert kiosk.heading == "Ještě je brzy."
    assert "Váš kód platí od 8:45." in kiosk.told
    await kiosk.type("ZZZZZZ")
    assert kiosk.heading == "Tento kód neznáme."


async def test_case_24_the_same_code_again_shows_the_same_number_and_prints_nothing(trutnov: House) -> None:
    code = trutnov.code(await trutnov.book())
    kiosk = await trutnov.kiosk()
    await kiosk.type(code)
    first = kiosk.number
    await kiosk.open("/over")
    await kiosk.type(code)
    assert kiosk.number == first
    assert "Už jste přihlášeni." in kiosk.told
    assert len(await trutnov.built.runtime.printers.jobs("town_hall.printer")) == 1


async def test_the_pad_works_without_script_and_keeps_leading_zeros(trutnov: House) -> None:
    kiosk = await trutnov.kiosk()
    await kiosk.touch("go", "code")
    typed = ""
    for key in "0079":
        await kiosk.touch("key", key, code=typed)
        typed = next(one.get("value", "") for one in kiosk.page.all("input") if one.get("id") == "code")
    assert typed == "0079"
    await kiosk.touch("key", "back", code=typed)
    assert 'value="007"' in kiosk.page.source
    await kiosk.touch("key", "clear", code="007")
    assert 'value="007"' not in kiosk.page.source


async def test_digits_alone_stand_on_the_pad_where_codes_have_no_letters(trutnov: House) -> None:
    kiosk = await trutnov.kiosk()
    await kiosk.touch("go", "code")
    assert set(kiosk.choices("key")) == {*"0123456789", "clear", "back"}


async def test_letters_stand_on_the_pad_where_codes_have_some(big: House) -> None:
    kiosk = await big.kiosk("hall.kiosk")
    await kiosk.touch("go", "code")
    assert "K" in kiosk.choices("key") and not {"O", "I", "0", "1"} & set(kiosk.choices("key"))


@pytest.mark.rule("TRU-07")
async def test_case_68_guessing_is_stopped_and_the_screen_says_until_when(opens: Opens) -> None:
    async with opens("trutnov", strict=True) as trutnov:
        kiosk = await trutnov.kiosk()
        for number in range(60):
            await kiosk.type(f"{number:06}")
            if kiosk.heading != "NEPLATNÝ KÓD":
                break
        assert "Zkusit to znovu můžete v" in kiosk.told
