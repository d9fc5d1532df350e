"""The table of counts and the tests that it is about say the same."""

from __future__ import annotations

import ast
import re

import pytest

from tests.tools.counts import SOAK
from tests.tools.paper import COUNTS, Count, of
from tests.tools.reliability import PAGE, ROOT, asked


@pytest.mark.parametrize("what", COUNTS)
def test_the_test_tries_as_often_as_the_table_says(what: str) -> None:
    file, _, function = COUNTS[what].test.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    functions = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert function in functions
    assert says(tree, what, COUNTS[what]), f"neither of({what!r}) nor times({COUNTS[what].few}, {COUNTS[what].many})"


def says(tree: ast.AST, what: str, count: Count) -> bool:
    """Whether a source takes its count from the table, or names the same numbers."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    given = [(one.func.id, tuple(_value(each) for each in one.args)) for one in calls if isinstance(one.func, ast.Name)]
    return ("of", (what,)) in given or ("times", (count.few, count.many)) in given


def _value(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


@pytest.mark.parametrize("what", COUNTS)
def test_what_is_fewer_than_the_paper_asks_for_says_why(what: str) -> None:
    count = COUNTS[what]
    assert count.few <= count.many
    assert count.why if count.short else True


def test_the_page_has_the_table_as_it_is() -> None:
    assert PAGE.read_text("utf-8").endswith(asked())


def test_a_number_that_differs_is_noticed() -> None:
    count = Count("a file::a test", 120, 500, (500, 500))
    assert says(ast.parse("many = times(120, 500)"), "uploads", count)
    assert says(ast.parse("many = of('uploads')"), "uploads", count)
    assert not says(ast.parse("many = times(12, 500); other = of('mail in')"), "uploads", count)


@pytest.mark.parametrize(
    ("asked", "tried", "days"), [("", 300, 4), ("1", 20_000, 30), ("0.1", 2_000, 30), ("0.00001", 1, 30)]
)
def test_a_part_of_a_soak_tries_less_often_and_lives_as_many_days(
    monkeypatch: pytest.MonkeyPatch, asked: str, tried: int, days: int
) -> None:
    monkeypatch.setitem(COUNTS, "cities", Count("a file::a test", 300, 20_000, (20_000, 20_000)))
    monkeypatch.setitem(COUNTS, "days", Count("a file::a test", 4, 30, (30, 30), size=True))
    monkeypatch.setenv(SOAK, asked)
    assert (of("cities"), of("days")) == (tried, days)


def test_more_than_a_whole_soak_cannot_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOAK, "20")
    with pytest.raises(ValueError, match="from 0 to 1"):
        of("values in forms")


def test_every_fault_of_the_paper_has_a_test_that_bears_its_number() -> None:
    borne = {
        number
        for path in (ROOT / "tests").rglob("test_*.py")
        for number in re.findall(r"^(?:async )?def test_f(\d\d)_", path.read_text("utf-8"), re.MULTILINE)
    }
    assert borne >= {f"{number:02d}" for number in range(1, 23)}
