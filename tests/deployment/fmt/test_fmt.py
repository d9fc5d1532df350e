"""The canonical form: the same meaning, every comment, once and for all."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from civicore.cli import app
from civicore.deployment import nodes, reader, shape
from civicore.deployment.fmt import formatted
from civicore.deployment.fmt_tree import page
from civicore.deployment.merge import PRESETS
from civicore.deployment.nodes import Block, Node, Source
from civicore.deployment.reference import first_party_model
from civicore.deployment.shape import Shape
from tests.deployment.files import SHIPPED, city_file
from tests.tools.counts import times

LANGUAGE = shape.of_model(first_party_model())
FILES = [*SHIPPED, *sorted(PRESETS.glob("*.yaml"))]


def fmt(text: str) -> str:
    new = formatted(text, LANGUAGE)
    assert formatted(new, LANGUAGE) == new
    assert plain(new) == plain(text)
    assert comments(new) == comments(text)
    return new


def root(text: str) -> Block:
    return reader.read_bytes(text.encode(), Source("city.yaml", Path(), ()))[1]


def plain(text: str) -> object:
    """What the file says, with the order of named things, which has a meaning."""
    return _ordered(LANGUAGE, root(text))


def _ordered(known: Shape | None, node: Node) -> object:
    if not isinstance(node, Block):
        return nodes.plain(node) if known is None or known.inner is None else [nodes.plain(node)]
    inner = {
        key: _ordered(None if known is None else known.field(key) if known.form == "block" else known.inner, value)
        for key, (_, value) in node.entries.items()
    }
    return inner if known is not None and known.form == "block" else list(inner.items())


def comments(text: str) -> Counter[str]:
    found = page(text)
    return Counter(one.text for one in (*found.alone.values(), *found.beside.values()) if one.text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_files_are_in_their_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert fmt(text) == text, f"civicore fmt {path.name}"


MESSY = """\
# A city.

# who
agendas:   # what for
      b: {prefix: 'B', name: "Pasy",   department: r}
      # first
      a:
            department: r    # who answers

            # its name
            name: 'it''s'
            # deep

            # end of a
# between
offices: {o: {name: "O: o", hours: {wed: 08:00-12:00, mon: '08:00-12:00'}}}
deployment:
 name: |
    Lhotka
    na Lhotce
 id: 'lhotka'
 languages: [ no ,cs ]


 contact: {phone: +420 123 456 789,   # by day
           email: a@b.example}
civicore: 1
# the end
"""

TIDY = """\
# A city.

civicore: 1
deployment:
  id: lhotka
  name: |
    Lhotka
    na Lhotce
  languages: ["no", cs]

  contact: {phone: +420 123 456 789,   # by day
    email: a@b.example}
# between
offices: {o: {name: "O: o", hours: {mon: "08:00-12:00", wed: 08:00-12:00}}}
# who
agendas:   # what for
  b: {name: Pasy, department: r, prefix: B}
  # first
  a:
    # its name
    name: "it's"
    department: r            # who answers
    # deep

    # end of a
# the end
"""


def test_order_quotes_indent_and_comments() -> None:
    assert fmt(MESSY) == TIDY


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("'yes'", '"yes"'),
        ("yes", '"yes"'),
        ("012", '"012"'),
        ("08:30", '"08:30"'),
        ("+420123456789", '"+420123456789"'),
        ("~", "~"),
        ("'~'", '"~"'),
        ("''", '""'),
        ("'a: b'", '"a: b"'),
        ("'a b'", '"a b"'),
        ("'a'", "a"),
        (r'"a\tb"', r'"a\tb"'),
        ("100", "100"),
        ("'100'", '"100"'),
        ("2026-12-24", "2026-12-24"),
        ("a, b", "a, b"),
        ("a # b", "a  # b"),
        ("&x a", "&x a"),
    ],
)
def test_quotes(written: str, canonical: str) -> None:
    assert fmt(f"deployment:\n  slogan: {written}\n") == f"deployment:\n  slogan: {canonical}\n"


def test_truths_of_the_language_keep_their_form() -> None:
    assert fmt("brand: {search: no}\n") == "brand: {search: no}\n"


@pytest.mark.parametrize(
    "text",
    [
        "a:\n- b\n- c: 1\n  d: 2   # e\n-\n  # f\n  g: 3\n- - h\n  - i\n",
        "x-hours: &h {mon: 08:00-12:00}\noffices:\n  a: {hours: *h, name: A}\n  b: {name: &n B, hours: *h}\n",
        "offices: {b: {name: &n B, breaks: []}, a: {name: *n}}\ncivicore: 1\n",
        "deployment:\n  name: >-\n    folded\n    text\n\n  slogan: 'over\n    lines'\n",
        "deployment:\n  name: |+\n    kept\n\n  slogan: plain\n    over lines # said\n",
        "brand:\n  footer: |2\n      indented\n    text\n",
        "%YAML 1.2\n---\ncivicore: 1\n...\n",
        "? civicore\n: 1\n",
        "{civicore: 1, deployment: {name: A, id: a}}\n",
        "civicore: 1 #c\ndeployment: # d\n  # e\n  id: a\n",
        "deployment:\n  name: # why\n    A\n  id: a\n",
        "civicore:\ndeployment:\n  name:\n",
        "a: {b: 1,\n  c: [1,\n      2]}\n",
        "a: &x\n  b: 1\nc: *x\n",
        "a:\n  - &x\n    b: 1\n  - *x\n",
        "agendas: {a: {department: x, name: B # c\n  }}\n",
        "a: 'x # y'  # z\nb: x#y\n",
        "",
        "# nothing\n",
    ],
)
def test_forms_of_yaml(text: str) -> None:
    fmt(text)


def test_an_alias_never_comes_before_its_anchor() -> None:
    text = "offices:\n  a:\n    hours: &h {mon: 08:00-12:00}\n    name: A\nclosures: *h\n"
    assert fmt(text).index("&h") < fmt(text).index("*h")


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems(ends: str) -> None:
    assert formatted(TIDY.replace("\n", ends), LANGUAGE) == TIDY


@settings(max_examples=times(25, 400), deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_shuffled_files_come_out_alike(path: Path, chance: random.Random) -> None:
    block = root(path.read_text("utf-8"))
    if "*" in path.read_text("utf-8"):
        return
    one, other = (fmt(_shuffled(block, LANGUAGE, chance)) for _ in range(2))
    assert one == other


def _shuffled(node: Node, known: Shape | None, chance: random.Random, depth: int = 0) -> str:
    """A file that says the same, its blocks in another order, half of it in brackets, quoted and indented at will."""
    if not isinstance(node, Block):
        return _value(node, chance)
    entries = list(node.entries.items())
    if known is not None and known.form == "block":
        chance.shuffle(entries)
    lines = []
    for key, (_, value) in entries:
        below = None if known is None else known.field(key) if known.form == "block" else known.inner
        indent = " " * depth
        if isinstance(value, Block) and value.entries:
            lines.append(f"{indent}{_quoted(key, chance)}:\n{_shuffled(value, below, chance, depth + 4)}")
        else:
            lines.append(f"{indent}{_quoted(key, chance)}: {_value(value, chance)}\n")
    return "".join(lines)


def _value(node: Node, chance: random.Random) -> str:
    return json.dumps(nodes.plain(node), ensure_ascii=False)


def _quoted(key: str, chance: random.Random) -> str:
    return chance.choice([json.dumps(key), "'" + key + "'"])


def test_the_command_writes_shows_and_checks(tmp_path: Path) -> None:
    path = city_file(tmp_path, MESSY)
    run = CliRunner()
    assert run.invoke(app, ["fmt", str(path), "--check"]).exit_code == 1
    shown = run.invoke(app, ["fmt", str(path), "--diff"])
    assert shown.exit_code == 1
    assert "+  id: lhotka" in shown.output
    assert path.read_text("utf-8") == MESSY
    assert run.invoke(app, ["fmt", str(path)]).exit_code == 0
    assert path.read_text("utf-8") == TIDY
    assert run.invoke(app, ["fmt", str(path), "--check"]).exit_code == 0


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "city.yaml"
    real.write_text("deployment:  {id: town}\ncivicore: 1\n", "utf-8")
    link.symlink_to(real)
    assert CliRunner().invoke(app, ["fmt", str(link)]).exit_code == 0
    assert link.is_symlink()
    assert real.read_text("utf-8").startswith("civicore: 1\n")


def test_a_file_that_is_not_yaml_is_left_alone(tmp_path: Path) -> None:
    path = city_file(tmp_path, "a: [\n")
    assert CliRunner().invoke(app, ["fmt", str(path)]).exit_code == 3
    assert path.read_text("utf-8") == "a: [\n"
