"""Messages about a booking are seen by those who see the booking; deeds have words in the audit log."""

from __future__ import annotations

from uuid import uuid4

import pytest
from civicore_booking.deeds import WORDS
from civicore_booking.subjects import OwnSubjects

from civicore.people.principals import Principal
from tests.booking.staff.office import Office

pytestmark = pytest.mark.anyio
RIGHTS = frozenset({"booking.see", "messages.read"})


async def test_s49_a_booking_is_seen_by_its_department(office: Office) -> None:
    booking = await office.visit()
    subjects, city = OwnSubjects(office.built.runtime), office.built.runtime.city
    own = city.agendas[booking.agenda].department
    for who, seen in (
        (Principal("staff", "1", permissions=RIGHTS), True),
        (Principal("staff", "1", permissions=RIGHTS, departments=(own,)), True),
        (Principal("staff", "1", permissions=RIGHTS, departments=("elsewhere",)), False),
        (Principal("staff", "1", permissions=frozenset({"messages.read"})), False),
    ):
        assert await subjects.visible(booking.about, who) is seen


async def test_s49_what_is_not_there_or_not_ours_is_left_to_others(office: Office) -> None:
    subjects, who = OwnSubjects(office.built.runtime), Principal("staff", "1", permissions=RIGHTS)
    booking = await office.visit()
    for about in (f"booking:{uuid4()}", f"waiting:{uuid4()}", f"note:{booking.id}", "booking:" + "-" * 36):
        assert await subjects.visible(about, who) is None


async def test_every_deed_has_words(office: Office) -> None:
    languages = office.built.runtime.languages
    for language in languages.known:
        for action, words in WORDS.words.items():
            assert action.startswith("booking.")
            assert languages.translate(language, words) != words or language == "en"
