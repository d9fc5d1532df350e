"""Letters of people, of machines, and of ours that came back."""

from __future__ import annotations

from uuid import UUID

import pytest

from civicore.base.codes import Keyring
from civicore.extension.channels import ChannelMessage
from civicore.mailroom.mail import opened, read
from civicore.mailroom.sorting import Sorted, ours, sort
from civicore.messaging.verp import envelope_in, envelopes
from tests.mailroom import letters
from tests.mailroom.letters import ID

KEYS = Keyring("town", (b"k" * 32,))
MESSAGE = ChannelMessage(ID, "Olena@mail.example", "s", "t", None, "uk")
BACK = envelopes(KEYS, "bounce@town.example")(MESSAGE)


def sorted_(raw: bytes) -> Sorted:
    message = opened(raw)
    return sort(message, read(message), ["lysty@town.example", "cherga@town.example"])


def test_the_envelope_says_which_message_it_was_and_fits_its_recipient_alone() -> None:
    found = envelope_in(BACK)
    assert found is not None and found.message == UUID(ID)
    assert found.fits(KEYS, "olena@MAIL.example")
    assert not found.fits(KEYS, "somebody.else@mail.example")
    assert len(BACK.partition("@")[0]) <= 64
    assert envelope_in("bounce+not-ours@town.example") is None


def test_channel_case_23_a_letter_that_came_back_for_good_is_dead() -> None:
    found = sorted_(letters.returned(BACK))
    assert (found.kind, found.lost, found.dead, found.message) == ("returned", True, True, UUID(ID))
    assert found.envelope == envelope_in(BACK)
    assert found.recipients == ("olena@mail.example",)


@pytest.mark.parametrize(
    ("status", "action", "lost"),
    [
        ("4.2.2", "failed", True),
        ("4.4.1", "delayed", False),
        ("2.0.0", "delivered", False),
        ("2.0.0", "relayed", False),
    ],
)
def test_what_is_late_or_full_does_not_kill_an_address(status: str, action: str, lost: bool) -> None:
    found = sorted_(letters.returned(BACK, status=status, action=action))
    assert (found.kind, found.lost, found.dead) == ("returned", lost, False)


def test_a_complaint_ends_writing_to_that_address() -> None:
    found = sorted_(letters.complaint("fbl@town.example"))
    assert (found.kind, found.dead, found.message, found.recipients) == (
        "returned",
        True,
        UUID(ID),
        ("olena@mail.example",),
    )


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner"},
        {"Precedence": "bulk"},
        {"X-Autoreply": "yes"},
        {"List-Id": "<news.mail.example>"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@mail.example"},
        {"From": "no-reply@shop.example"},
        {"From": "Our own <cherga@town.example>"},
        {"From": "Our own <LYSTY@town.example>"},
    ],
    ids=lambda heads: next(iter(heads.items()))[1],
)
def test_machines_and_our_own_letters_are_told_from_people(heads: dict[str, str]) -> None:
    assert sorted_(letters.letter("У відпустці", "olena@mail.example", "Re: PIN", heads)).kind == "automatic"


@pytest.mark.parametrize(
    "heads", [{}, {"Auto-Submitted": "no"}, {"X-Auto-Response-Suppress": "All"}, {"Precedence": "normal"}]
)
def test_letters_of_people_are_theirs(heads: dict[str, str]) -> None:
    assert sorted_(letters.letter("Скасуйте", "olena@mail.example", "Re: PIN", heads)) == Sorted("human")


def test_which_of_our_messages_is_answered() -> None:
    ids = ["other@mail.example", f"{ID}@town.example", f"{ID}@evil.example"]
    assert ours(ids, ["Town.example"]) == (UUID(ID),)
