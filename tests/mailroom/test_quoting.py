"""What people wrote themselves, and what their programs added."""

from __future__ import annotations

import pytest

from civicore.mailroom.quoting import parted

OWN = "Дякую, вже не потрібно, скасуйте."
QUOTED = "> Ваш ПІН-КОД: 123456\n> Чекаємо на вас."


@pytest.mark.parametrize(
    "introduction",
    [
        "24.11.2026, 10:02 Центр <cherga@town.example> пише:",
        "вт, 24 лист. 2026 р. о 10:02 Центр <cherga@town.example> пише:",
        "On Tue, 24 Nov 2026 at 10:02, Centre <cherga@town.example> wrote:",
        "On Tue, 24 Nov 2026 at 10:02, Centre\n<cherga@town.example> wrote:",
        "út 24. 11. 2026 v 10:02 odesílatel Centrum <cherga@town.example> napsal:",
        "На вт, 24.11.2026 г. в 10:02 Център <cherga@town.example> написа:",
        "24.11.2026 10:02, Центр пишет:",
    ],
)
def test_the_letter_that_is_answered_is_no_part_of_the_answer(introduction: str) -> None:
    own, quoted = parted(f"{OWN}\n\n{introduction}\n{QUOTED}")
    assert own == OWN
    assert "123456" in quoted


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: Centre\nSent: Tuesday\nSubject: visit",
        "________________________________\nВід: Центр\nНадіслано: 24 листопада\nТема: візит",
        "Від: Центр <cherga@town.example>\nНадіслано: 24 листопада 2026\nТема: візит",
    ],
)
def test_heads_of_other_programs_begin_the_quotation(head: str) -> None:
    own, quoted = parted(f"{OWN}\n\n{head}\n\nВаш ПІН-КОД: 123456")
    assert own == OWN
    assert "123456" in quoted


@pytest.mark.parametrize(
    "text",
    [
        "Доброго дня!\nМене звати Олена і я пишу: скасуйте запис.\nДякую",
        "Прошу скасувати:\n- 24.11 о 10:20\n- 25.11 о 11:00",
        "Від: Коваль\nпрошу скасувати запис",
        "--\nОлена Коваль, тел. 067 123 45 67",
    ],
)
def test_what_people_write_is_not_taken_for_a_quotation(text: str) -> None:
    assert parted(text) == (text, "")


def test_answers_written_below_the_quotation_are_kept() -> None:
    own, quoted = parted(f"{QUOTED}\n\n{OWN}")
    assert (own, "123456" in quoted) == (OWN, True)


def test_a_letter_that_is_nothing_but_a_quotation_is_read_as_a_whole() -> None:
    assert parted(QUOTED) == (QUOTED, "")
