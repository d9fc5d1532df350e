"""What a bot does beside answering questions, in the chats of shipped cities: book, cancel, one's number, a report."""

from __future__ import annotations

import re

import pytest

from tests.rules.chatter import Chatter
from tests.tools.fixtures import Cities
from tests.tools.serving import Server

BOT = "viza_bot"


@pytest.fixture
def viza(cities: Cities) -> Server:
    server = cities.get("kryvyi_rih", "sqlite")
    server.set_clock("2026-11-24T10:00:00+02:00")
    return server


@pytest.fixture
def sofia(cities: Cities) -> Server:
    server = cities.get("sofia", "sqlite")
    server.set_clock("2026-11-24T12:00:00+02:00")
    return server


def answered(chat: Chatter, known: dict[str, str], until: str) -> str:
    """Press the first button of each question, write what is asked in words, until this is said."""
    for _ in range(20):
        if until in chat.newest:
            return chat.newest
        written = next((words for asked, words in known.items() if asked in chat.newest), None)
        if written in chat.buttons:
            chat.press(str(written))
        elif written is not None:
            chat.write(written)
        else:
            chat.press(chat.buttons[0])
    raise AssertionError(chat.screen)


@pytest.mark.xdist_group("kryvyi_rih")
@pytest.mark.parametrize("messenger", ["telegram", "viber"])
def test_a_visit_is_booked_told_of_and_cancelled_in_a_chat(viza: Server, messenger: str) -> None:
    with Chatter(viza, BOT, messenger) as chat:
        chat.press("Записатися на прийом")
        names = {"Ім": "Оксана", "Прізвище": "Чатова", "E-mail": "Пропустити", "телефон": "Пропустити"}
        end = answered(chat, {**names, "Усе правильно?": "Так, записати"}, "ПІН-КОД:")
        code = re.search(r"ПІН-КОД: (\w+)", end)
        assert code and "Записано" in end
        chat.press("Скасувати запис" if "Скасувати запис" in chat.buttons else "Скасування запису")
        assert "Який візит скасувати?" in chat.newest
        chat.press(chat.buttons[0])
        assert "Запис скасовано." in chat.press("Так, скасувати")
    with Chatter(viza, BOT, messenger) as other:
        other.press("Скасування запису")
        other.write(code[1])
        assert "Запис скасовано." not in other.write("Чатова")


@pytest.mark.xdist_group("kryvyi_rih")
def test_a_number_is_taken_followed_and_given_up_in_a_chat(viza: Server) -> None:
    with Chatter(viza, BOT, "viber") as chat:
        chat.press("Мій номер у черзі")
        taken = answered(chat, {}, "Ваш номер")
        number = re.search(r"Ваш номер[: –]*(\w+)", taken)
        assert number, taken
        assert number[1] in chat.press("Мій номер у черзі")
        left = next(one for one in chat.buttons if "Відмовитися" in one or "Здати" in one)
        chat.press(left)
        assert number[1] not in chat.newest
        assert number[1] not in chat.press("Мій номер у черзі")


@pytest.mark.xdist_group("sofia")
def test_a_signal_is_reported_in_a_chat_and_found_by_its_number(sofia: Server) -> None:
    with Chatter(sofia, "contact_centre", "telegram", "bg") as chat:
        chat.press("Подаване на сигнал")
        known = {"Къде е това?": "бул. Витоша 1", "Опишете го": "Счупена пейка пред входа.", "снимка": "Пропускане"}
        end = answered(chat, {**known, "Счупена пейка": "Изпращане"}, "Благодарим.")
        number = re.search(r"номер (\S+)\.", end)
    assert number, end
    page = sofia.http.get(f"/bg/signals/no/{number[1]}", follow_redirects=True)
    assert page.status_code == 200
