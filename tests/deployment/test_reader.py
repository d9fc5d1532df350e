"""The YAML profile: what is read, what is refused, and that places are right."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from civicore.deployment import nodes, reader
from civicore.deployment.nodes import Block, Scalar, Source
from civicore.deployment.reader import Unreadable, read_bytes
from tests.deployment.files import SHIPPED

HERE = Source("city.yaml", Path("city.yaml"), ())


def read(text: str | bytes) -> Block:
    return read_bytes(text.encode() if isinstance(text, str) else text, HERE)[1]


@pytest.mark.parametrize(
    ("code", "text", "line", "column"),
    [
        ("E001", "a: [1", 2, 1),
        ("E001", "a: 'x", 1, 6),
        ("E001", "- a\n- b\n", 1, 1),
        ("E001", "a: 1\n--- \nb: 2\n", 2, 1),
        ("E001", "a: !!int 5\n", 1, 4),
        ("E001", "a: !python/object:os.system x\n", 1, 4),
        ("E001", "b: &b {c: d}\na: {<<: *b}\n", 2, 5),
        ("E001", "? [a, b]\n: c\n", 1, 3),
        ("E001", "a: *nobody\n", 1, 4),
        ("E001", "a: &a [*a]\n", 1, 8),
        ("E001", "a: x\x07\n", 1, 1),
        ("E002", "a: 1\nb: 2\na: 3\n", 3, 1),
        ("E002", "a: {b: 1, b: 2}\n", 1, 11),
        ("E003", "a:\n\tb: 1\n", 2, 1),
        ("E003", "a:\n  \tb: 1\n", 2, 3),
        ("E004", "a: " + "[" * 60 + "]" * 60, 1, 43),
        ("E004", "a: " + "[" * 100_000, 1, 43),
        ("E005", b"a: 1\nb: \xff\n", 2, 4),
    ],
)
def test_what_the_profile_refuses_is_found_at_its_place(code: str, text: str | bytes, line: int, column: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.code == code
    assert (caught.value.place.line, caught.value.place.column) == (line, column)


def test_an_alias_bomb_is_E004_and_takes_no_time() -> None:
    lines = ["x-a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"x-{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    with pytest.raises(Unreadable) as caught:
        read("\n".join(lines))
    assert caught.value.code == "E004"


def test_a_file_of_more_than_two_megabytes_is_E004() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"#" * (reader.MOST_BYTES + 1))
    assert caught.value.code == "E004"


def test_every_scalar_is_text() -> None:
    written = read("a: 17:00\nb: 0123\nc: no\nd: 2026-12-24\ne: 1e3\nf: true\n0: x\n")
    assert nodes.plain(written) == {
        "a": "17:00",
        "b": "0123",
        "c": "no",
        "d": "2026-12-24",
        "e": "1e3",
        "f": "true",
        "0": "x",
    }


def test_null_is_null_only_unquoted_and_nothing_is_not_null() -> None:
    written = read("a: null\nb: ~\nc: 'null'\nd:\n")
    values = {key: value for key, (_, value) in written.entries.items() if isinstance(value, Scalar)}
    assert [key for key, one in values.items() if one.null] == ["a", "b"]
    assert values["d"].empty


def test_keys_beginning_with_x_are_ignored_and_may_hold_anchors() -> None:
    assert nodes.plain(read("x-hours: &h {mon: 08:00-17:00}\na: *h\nb: *h\n")) == {
        "a": {"mon": "08:00-17:00"},
        "b": {"mon": "08:00-17:00"},
    }


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert nodes.plain(read(b"\xef\xbb\xbfa: 1")) == {"a": "1"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_places_lead_to_what_is_written(path: Path) -> None:
    """Every plain scalar of the shipped files stands where its place says."""
    source, root = reader.read(path, path.name)
    checked = 0
    for _, node in nodes.walk(root):
        if isinstance(node, Scalar) and node.place.line == node.place.end_line:
            shown = source.lines[node.place.line - 1][node.place.column - 1 : node.place.end_column - 1]
            quoted = shown[0] in ('"', "'")
            assert (shown[1:-1] if quoted else shown) == node.text
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_fast_parser_and_the_plain_one_agree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without libyaml reads the same values at the same places."""
    _, fast = reader.read(path, path.name)
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    _, slow = reader.read(path, path.name)
    starts = [[(where, node.place.line, node.place.column) for where, node in nodes.walk(one)] for one in (fast, slow)]
    assert starts[0] == starts[1]
    assert nodes.plain(fast) == nodes.plain(slow)
