"""One noun a file, small functions: what keeps the code readable in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from tests.laws.sources import modules, name_of, not_shipped, tree

LONG, END = 300, 450
FUNCTION_MEDIAN, FUNCTION_END = 10, 60
HANDWRITTEN = modules() + not_shipped()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the name to the end, its docstring not counted."""
    doc = ast.get_docstring(function, clean=False)
    return (function.end_lineno or function.lineno) - function.lineno + 1 - (doc.count("\n") + 1 if doc else 0)


def test_a_module_ends_at_450_lines_and_a_long_one_says_why() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in HANDWRITTEN}
    assert {name_of(path): number for path, number in lines.items() if number > END} == {}
    unsaid = [path for path, number in lines.items() if number > LONG and not _says_why(path)]
    assert {name_of(path): lines[path] for path in unsaid} == {}, "the docstring says why (… because …)"


def _says_why(path: Path) -> bool:
    return "because" in (ast.get_docstring(tree(path)) or "")


def test_a_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in HANDWRITTEN if path.read_text().strip() and not ast.get_docstring(tree(path))]
    assert silent == []


def test_half_of_the_functions_have_ten_lines_at_most_and_none_has_sixty() -> None:
    sizes = {f"{name_of(path)}:{one.lineno} {one.name}": length(one) for path in modules() for one in functions(path)}
    assert median(sizes.values()) <= FUNCTION_MEDIAN
    assert [name for name, size in sizes.items() if size > FUNCTION_END] == []
