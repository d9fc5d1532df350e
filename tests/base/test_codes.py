"""Secrets that are computed again instead of stored."""

import pytest

from civicore.base.codes import ALPHABETS, Keyring, new_id

RING = Keyring("town", (b"new", b"old"))


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
