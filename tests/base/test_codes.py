"""Secrets that are computed again instead of stored."""

import hmac
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import RFC_4122, UUID

import pytest

from civicore.base.codes import ALPHABETS, Keyring, foretold, new_id

RING = Keyring("town", (b"new", b"old"))
NOON = datetime(2026, 11, 24, 12, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.check("S52")
def test_a_link_speaks_for_its_subject_alone() -> None:
    subject = new_id()
    token = RING.token("booking", subject)
    assert RING.subject("booking", token) == subject
    assert RING.subject("invite", token) is None
    assert Keyring("other", (b"new",)).subject("booking", token) is None


@pytest.mark.check("S52")
def test_a_changed_link_is_worthless() -> None:
    token = RING.token("booking", new_id())
    for place in range(len(token) - 1):
        letter = "A" if token[place] != "A" else "B"
        assert RING.subject("booking", token[:place] + letter + token[place + 1 :]) is None
    for rubbish in ("", "x", "ž" * 43, token + "AAAA", token[:-4]):
        assert RING.subject("booking", rubbish) is None


def test_links_given_out_under_the_old_key_still_open() -> None:
    subject = new_id()
    assert RING.subject("booking", Keyring("town", (b"old",)).token("booking", subject)) == subject


def test_a_code_can_be_computed_again_and_its_attempts_differ() -> None:
    subject = new_id()
    codes = {RING.code("pin", subject, attempt, "digits", 6) for attempt in range(20)}
    assert RING.code("pin", subject, 3, "digits", 6) in codes
    assert len(codes) == 20


def test_codes_use_every_letter_of_their_alphabet_and_no_other() -> None:
    drawn = "".join(RING.code("pin", new_id(), 0, "letters_digits", 8) for _ in range(400))
    assert set(drawn) == set(ALPHABETS["letters_digits"])


def test_codes_and_hashes_are_those_of_the_standard_s_hmac() -> None:
    """Links and codes that were mailed stay what they are, however they are worked out."""
    key, subject = b"k" * 32, UUID(int=7)
    ring = Keyring("měst", [key])
    plain = hmac.digest(key, "měst|person|žluť".encode(), "sha256")
    assert [ring.digest("person", "žluť") for _ in range(2)] == [plain[:16].hex()] * 2
    number, drawn = int.from_bytes(hmac.digest(key, "měst|code|3|".encode() + subject.bytes, "sha256"), "big"), ""
    for _ in range(70):  # more than the number has digits
        number, index = divmod(number, 32)
        drawn += ALPHABETS["letters_digits"][index]
    assert ring.code("code", subject, 3, "letters_digits", 70) == drawn
    assert ring.code("code", subject, 3, "letters_digits", 6) == drawn[:6]


def test_an_id_of_an_instant_lies_behind_those_made_before() -> None:
    made = [new_id(NOON + timedelta(milliseconds=number)) for number in range(50)]
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)  # as SQLite keeps them
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert made[0].int >> 80 == NOON.timestamp() * 1000


def test_s54_an_id_of_an_instant_keeps_74_bits_that_nobody_can_know() -> None:
    made = [new_id(NOON).int for _ in range(200)]
    assert reduce(or_, (one ^ made[0] for one in made)).bit_count() == 74
    assert len(set(made)) == 200


def test_an_id_of_an_instant_is_foretold_like_every_lot() -> None:
    with foretold(lambda size: b"\xff" * size):
        assert str(new_id(NOON)).endswith("-7fff-bfff-ffffffffffff")
