"""The project's own files, as the laws look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "civicore"
PLUGINS = {path.name.removeprefix("civicore_"): path for path in sorted(ROOT.glob("plugins/*/civicore_*"))}
"""Each first-party plugin's package by its name."""

TRANSLATED = ("cs", "uk", "bg")
"""The languages of the shipped cities. English is the language of the sentences in code."""


def packages() -> list[Path]:
    """The core and the first-party plugins: what is shipped."""
    return [CORE, *PLUGINS.values()]


def modules(*folders: Path) -> list[Path]:
    """Python files that people wrote, generated migrations left out; of all that is shipped by default."""
    found = {path for folder in folders or packages() for path in folder.rglob("*.py")}
    return sorted(path for path in found if "migrations" not in path.parts)


def not_shipped() -> list[Path]:
    """Python files that are not shipped."""
    return modules(ROOT / "tests", ROOT / "tools", ROOT / "bench", *ROOT.glob("plugins/*/tests"))


def templates() -> list[Path]:
    """Every template that is shipped; parts of projects that are begun with ``plugin new`` speak for themselves."""
    found = [path for package in packages() for path in package.glob("**/templates/**/*") if path.is_file()]
    return sorted(path for path in found if "scaffold" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """The path as a reader finds it."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """The dotted name under which Python imports a file."""
    home = next(folder.parent for folder in packages() if path.is_relative_to(folder))
    return ".".join(path.relative_to(home).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, *, running: bool = True) -> Iterator[tuple[str, int]]:
    """Dotted names that a module imports, with the line; those for a type checker alone only when not ``running``."""
    hidden = set(_for_type_checkers(tree(path))) if running else set()
    for node in ast.walk(tree(path)):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield _absolute(path, node), node.lineno


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Calls of functions or classes with one of these names, however they are reached."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
            if name in names:
                yield node


def words(node: ast.expr | None) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    above = module_name(path).split(".")
    package = above if path.name == "__init__.py" else above[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _for_type_checkers(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from (inner for statement in node.body for inner in ast.walk(statement))
