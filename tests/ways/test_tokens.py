"""The secrets of a thing: what they open, how long, and that nothing else does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from civicore.base.codes import Keyring
from civicore.ways.tokens import about_of, page_of, page_token, token

KEYS = Keyring("city", [b"k" * 32])
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
BOOKING = f"booking:{UUID(int=7)}"


@pytest.mark.parametrize("kind", ["a", "booking", "ticket", "signals", "doctrack", "ticketing", "zzzzzzzzz"])
def test_a_token_fits_a_deep_link_and_says_what_it_is_about(kind: str) -> None:
    about = f"{kind}:{uuid4()}"
    said = token(KEYS, about, NOW)
    assert re.fullmatch(r"[A-Za-z0-9_-]{40}", said)
    assert about_of(KEYS, said, NOW) == about
    assert page_of(KEYS, page_token(KEYS, about)) == about


def test_a_link_to_a_chat_ends_and_the_page_does_not() -> None:
    said = token(KEYS, BOOKING, NOW)
    assert about_of(KEYS, said, NOW + timedelta(days=30)) == BOOKING
    assert about_of(KEYS, said, NOW + timedelta(days=61)) is None


def test_channel_case_11_changed_foreign_and_swapped_tokens_open_nothing() -> None:
    said, page = token(KEYS, BOOKING, NOW), page_token(KEYS, BOOKING)
    for place in range(40):
        other = "A" if said[place] != "A" else "B"
        assert about_of(KEYS, said[:place] + other + said[place + 1 :], NOW) is None
    assert about_of(KEYS, page, NOW) is None, "the page's secret connects no chat"
    assert page_of(KEYS, said) is None, "and a chat's link, which others may see, opens no page"
    assert about_of(Keyring("city", [b"x" * 32]), said, NOW) is None
    assert about_of(Keyring("town", [b"k" * 32]), said, NOW) is None
    for rubbish in ("", "x", "ї" * 40, "=" * 40, said + "A", said[:-1]):
        assert about_of(KEYS, rubbish, NOW) is None


def test_an_older_key_still_opens_and_a_name_that_does_not_fit_is_refused() -> None:
    turned = Keyring("city", [b"n" * 32, b"k" * 32])
    assert about_of(turned, token(KEYS, BOOKING, NOW), NOW) == BOOKING
    for name in ("booking:1", f"office.door:{UUID(int=7)}", f"tenletters:{UUID(int=7)}"):
        with pytest.raises(ValueError, match="nobody can choose"):
            token(KEYS, name, NOW)
