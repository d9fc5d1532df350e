"""Grants: which words there are, which one covers which, and what a plugin may bring with them."""

from pathlib import Path
from typing import get_args

import pytest
from piccolo.table import Table

from civicore.extension.grants import MEANINGS, PAGES, Grants, NotGranted, NotItsOwn, covers, is_word, needed
from civicore.extension.parts import Area, Routes, TableSet


class Own(Table, tablename="acme_gate_log"):
    pass


class Foreign(Table, tablename="core_staff"):
    pass


def of(*words: str) -> Grants:
    return Grants("acme-gate", "acme_gate", frozenset(words))


@pytest.mark.parametrize("word", ["db.own", "network:api.example", "network.inside:10.0.0.7", "service:Bookable"])
def test_there_is_such_a_word(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["db", "db.own:x", "network", "network:", "secrets:x", ""])
def test_there_is_no_such_word(word: str) -> None:
    assert not is_word(word)


@pytest.mark.parametrize(
    ("granted", "needed", "so"),
    [
        ("mail.send", "mail.send", True),
        ("mail.send", "sms.send", False),
        ("network:api.example", "network:api.example", True),
        ("network:*.example", "network:api.example", True),
        ("network:*.example", "network:example", False),
        ("network:*.Example", "network:api.example", True),
        ("network:API.example", "network:api.example", True),
        ("network.inside:Gate.lan", "network.inside:gate.lan", True),
        ("secret:Key", "secret:key", False),
        ("network:*.example", "network:api.example.evil", False),
        ("network:*", "network:any.example", True),
        ("network:*", "network.inside:10.0.0.7", False),
        ("network.inside:*", "network.inside:10.0.0.7", False),
        ("secret:*", "secret:key", True),
        ("service:*", "service:Bookable", False),
    ],
)
def test_what_covers_what(granted: str, needed: str, so: bool) -> None:
    assert covers(granted, needed) is so


def test_what_is_needed_is_filled_in_from_the_settings() -> None:
    words = ["network:{config.host}", "secret:{config.password.secret}", "db.own", "network:{config.spare}"]
    config = {"host": "smpp.example", "password": {"secret": "gate"}}
    assert needed(words, config) == ("network:smpp.example", "secret:gate", "db.own")


def test_every_area_of_pages_has_its_grant() -> None:
    assert set(PAGES) == set(get_args(Area))
    assert set(PAGES.values()) <= set(MEANINGS)


@pytest.mark.parametrize("area", get_args(Area))
def test_pages_are_granted_by_area(area: Area) -> None:
    of(PAGES[area]).judge(Routes(area, ()))
    others = of(*set(MEANINGS) - {PAGES[area]})
    with pytest.raises(NotGranted, match=f"not granted {PAGES[area]}: write it under plugins.acme-gate.grants"):
        others.judge(Routes(area, ()))


def test_ways_to_people_are_granted_one_by_one() -> None:
    of("mail.send").need_way("email")
    of("messages.send").need_way("telegram")
    for way in ("sms", "telegram", "letter"):
        with pytest.raises(NotGranted):
            of("mail.send").need_way(way)


@pytest.mark.parametrize(
    ("app", "table", "index", "said"),
    [
        ("acme_gate", Foreign, (), "core_staff does not"),
        ("core", Own, (), "belong to the app acme_gate"),
        ("acme_gate", Own, ("CREATE INDEX IF NOT EXISTS x ON core_staff (name)",), "core_staff"),
    ],
)
def test_tables_bear_the_name_of_their_plugin(app: str, table: type[Table], index: tuple[str, ...], said: str) -> None:
    with pytest.raises(NotItsOwn, match=said):
        of("db.own").judge(TableSet(app, [table], Path(), index))
    of("db.own").judge(TableSet("acme_gate", [Own], Path(), ["CREATE INDEX IF NOT EXISTS y ON acme_gate_log (at)"]))


def test_tables_need_a_grant() -> None:
    with pytest.raises(NotGranted, match=r"db\.own"):
        of().judge(TableSet("acme_gate", [Own], Path()))
