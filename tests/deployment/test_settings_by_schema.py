"""Settings of a plugin whose code is not here, judged by the JSON Schema that it ships."""

from __future__ import annotations

from typing import Any

import pytest

from civicore import Block, says
from civicore import kinds as word
from civicore.deployment.schema import settings_schema
from civicore.deployment.settings_by_schema import by_schema


class Inner(Block):
    """A part."""

    port: int = says("port of the gateway", 443, ge=1, le=65535)


class Gate(Block):
    """Settings of a made-up gateway."""

    host: word.String | None = says("host of the gateway", None)
    quick: word.Flag = says("whether it hurries", False)
    hosts: tuple[word.String, ...] = says("further hosts", ())
    part: Inner = says("a part", Inner())
    wait: word.Duration | None = says("how long to wait", None)


SCHEMA = settings_schema(Gate)


def told(said: dict[str, Any], schema: dict[str, Any] = SCHEMA) -> list[tuple[str, str]]:
    return [(one.code, ".".join(map(str, one.path))) for one in by_schema(said, schema, ("config",))]


def test_what_suits_is_not_talked_about() -> None:
    assert told({}) == []
    said = {"host": "a.example", "quick": "true", "hosts": ["b"], "part": {"port": "8443"}, "wait": "5 min", "x-a": "b"}
    assert told(said) == []
    assert told({"host": None}) == []


@pytest.mark.parametrize(
    ("said", "code", "place"),
    [
        ({"hots": "a"}, "E101", "config.hots"),
        ({"quick": "yes please"}, "E103", "config.quick"),
        ({"hosts": "a"}, "E103", "config.hosts"),
        ({"hosts": [{"a": "b"}]}, "E103", "config.hosts.0"),
        ({"part": {"port": "many"}}, "E103", "config.part.port"),
        ({"part": {"port": "70000"}}, "E113", "config.part.port"),
        ({"part": {"prot": "1"}}, "E101", "config.part.prot"),
        ({"part": "1"}, "E103", "config.part"),
        ({"wait": "a while"}, "E103", "config.wait"),
    ],
)
def test_what_does_not_suit_is_told_where_it_stands(said: dict[str, Any], code: str, place: str) -> None:
    assert told(said) == [(code, place)]


def test_a_schema_by_hand() -> None:
    schema = {
        "required": ["host"],
        "properties": {"host": {"type": "string", "pattern": r"\.example$"}, "mode": {"enum": ["slow", 5, True]}},
        "additionalProperties": {"oneOf": [{"type": "integer"}, {"type": "array"}]},
    }
    assert told({"mode": "5"}, schema) == [("E102", "config.host")]
    assert told({"host": "a.test"}, schema) == [("E103", "config.host")]
    assert told({"host": "a.example", "mode": "true"}, schema) == []
    assert told({"host": "a.example", "mode": "slwo", "more": "x"}, schema) == [
        ("E112", "config.mode"),
        ("E103", "config.more"),
    ]


def test_the_nearest_known_word_is_named() -> None:
    (found,) = by_schema({"hots": "a"}, SCHEMA, ("config",))
    assert found.hints == ('did you mean "host"?',)
