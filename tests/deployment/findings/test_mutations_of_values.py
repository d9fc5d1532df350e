"""Every key of the shipped files taken away, every value given another type: told at the right line, no traceback."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from civicore.cli.opening import Core
from civicore.deployment import reader
from civicore.deployment.findings import Located, human
from civicore.deployment.loading import Loaded, load
from civicore.deployment.nodes import Block, Items, Node, Place, Scalar, Source
from civicore.extension.registry import Registry, first_party
from tests.deployment.files import ROOT, SHIPPED, TODAY
from tests.tools.counts import times

EVERY = times(150, 1)
"""Of how many keys one is tried: of all with ``make soak``."""

LEAST = 0.99
STRANGE = "zzz_"


@dataclass(frozen=True)
class Key:
    """A key of a file: where it stands, its value, and where its block begins."""

    name: str
    place: Place
    value: Node
    block: int


def keys(node: Node, begins: int = 1) -> Iterator[Key]:
    """Every key that is written in a file; what an alias repeats is written once."""
    if isinstance(node, Block):
        for name, (place, value) in node.entries.items():
            yield Key(name, place, value, begins)
            yield from keys(value, place.line)
    elif isinstance(node, Items):
        for one in node.nodes:
            yield from keys(one, one.place.line)


def some(path: Path) -> tuple[Source, list[Key]]:
    """The keys that are tried, from all over the file."""
    source, root = reader.read(path, path.name)
    once = {(one.place.line, one.place.column): one for one in keys(root)}
    return source, list(once.values())[len(path.stem) % EVERY :: EVERY]


def without(source: Source, key: Key) -> str:
    """The file as if the key were not there: keys that begin with x- are nobody's."""
    lines = list(source.lines)
    row, column = key.place.line - 1, key.place.column - 1
    quoted = lines[row][column] in "\"'"
    lines[row] = f"{lines[row][:column]}{lines[row][column] if quoted else ''}x-{lines[row][column + quoted :]}"
    return "\n".join(lines) + "\n"


def other(source: Source, key: Key) -> str:
    """The file with a value of another type for the key: a block where a word stood, a list where a block did."""
    place, lines = key.value.place, list(source.lines)
    anchor = re.match(r"&\w+ ", lines[place.line - 1][place.column - 1 :])
    kept = anchor[0] if anchor else ""
    written = kept + (f"[{STRANGE}]" if isinstance(key.value, Block) else f"{{{STRANGE}: 1}}")
    head, tail = (
        lines[place.line - 1][: place.column - 1],
        "".join(lines[place.end_line - 1 : place.end_line])[place.end_column - 1 :],
    )
    flow = isinstance(key.value, Scalar) or head.rstrip().endswith((":", "{", "[", ",")) or head.strip()
    if not flow and place.end_column == 1:  # a block ends where the next line begins
        tail = ""
        lines[place.line - 1 : place.end_line - 1] = [head + written]
    else:
        lines[place.line - 1 : place.end_line] = [head + written + tail]
    return "\n".join(lines) + "\n"


@cache
def plugins() -> Registry:
    """The plugins of the house, loaded once."""
    registry = Registry()
    registry.add("core", Core())
    registry.load(first_party())
    return registry


def judged(file: Path, text: str) -> Loaded:
    """A file with the sections and rules of every plugin of the house."""
    parts: Callable[..., list[Any]] = plugins().parts
    file.write_text(text, "utf-8")
    return load(
        file,
        parts("register_config"),
        field_types=parts("register_field_types"),
        permissions=[one.id for one in parts("register_permissions")],
        lints=[lambda city: parts("check_city", city=city)],
        environ={},
        today=TODAY,
    )


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with all that the shipped files name."""
    shutil.copytree(ROOT / "deployments", tmp_path / "deployments")
    return tmp_path / "deployments"


def new(loaded: Loaded, before: frozenset[tuple[str, str]]) -> list[Located]:
    """Errors that the file did not have."""
    assert human(loaded.findings, loaded.path.name, loaded.secrets)
    return [one for one in loaded.errors if (one.code, one.message) not in before]


def known(loaded: Loaded) -> frozenset[tuple[str, str]]:
    return frozenset((one.code, one.message) for one in loaded.findings)


def _at(one: Located, key: Key) -> bool:
    return one.place.line in (key.block, key.place.line)


@pytest.mark.soak
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_value_of_another_type_is_told_at_its_line(path: Path, beside: Path) -> None:
    source, tried = some(path)
    before, missed = known(judged(beside / path.name, path.read_text("utf-8"))), []
    for key in tried:
        loaded = judged(beside / path.name, other(source, key))
        if key.value.place.line not in {one.place.line for one in new(loaded, before)}:
            missed.append(f"{path.name}:{key.place.line} {key.name}: {[one.message for one in new(loaded, before)]}")
    assert len(missed) <= (1 - LEAST) * max(len(tried), 100), missed


@pytest.mark.soak
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_required_key_that_is_gone_is_told_at_its_block(path: Path, beside: Path) -> None:
    """What follows from it elsewhere (a counter less, a language less) is told where it follows; nothing raises."""
    source, tried = some(path)
    before, missed = known(judged(beside / path.name, path.read_text("utf-8"))), []
    for key in tried:
        loaded = judged(beside / path.name, without(source, key))
        told = [one for one in new(loaded, before) if one.code == "E102" and f'"{key.name}"' in one.message]
        missed += [f"{path.name}:{key.place.line} {key.name}: {one.place.line}" for one in told if not _at(one, key)]
    assert len(missed) <= (1 - LEAST) * max(len(tried), 100), missed
