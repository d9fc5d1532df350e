"""Who may import whom, where import-linter cannot see: the standard library, the facade, pure files."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

import civicore
from tests.laws.sources import CORE, PLUGINS, ROOT, imports, module_name, modules, name_of, tree

RULES = (
    "afterwards availability booking check_in claims codes config filechange_rules journey layout lifecycle limits "
    "links misfits picker plan summary terms ticks"
)
PURE = (
    *(f"plugins/booking/civicore_booking/{noun}.py" for noun in RULES.split()),
    "civicore/capacity/claims.py",
    "civicore/capacity/limits.py",
    *(name_of(path) for path in modules(CORE / "base") if path.name not in ("gathering.py", "tasks.py")),
)
"""Rules that are functions of their arguments alone.

In base the clock and the dice are the two exceptions; ``tasks`` and ``gathering`` are about tasks of asyncio.
"""

PURE_LIBRARIES = ("idna",)  # functions of their arguments too
DICE = "civicore/base/codes.py"  # drawn from the system: os.urandom
CLOCK_AND_DICE = ("civicore/base/clock.py", DICE)
DOORS = frozenset({"asyncio", "aiosqlite", "asyncpg", "logging", "os", "pathlib", "socket", "sqlite3", "subprocess"})
HANDLERS = ("get", "post", "put", "patch", "delete", "head", "route", "Controller")


def table() -> dict[str, object]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", modules(CORE / "base"), ids=name_of)
def test_base_imports_the_standard_library_alone(path: Path) -> None:
    strange = {name for name, _ in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in strange if not name.startswith("civicore.base")} == set()


@pytest.mark.parametrize("name", PURE)
def test_a_pure_file_has_no_async_no_input_and_no_clock(name: str) -> None:
    path = ROOT / name
    awaiting = [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
    assert awaiting == []
    seen = {one for one, _ in imports(path)} - ({"os.urandom", "os"} if name == DICE else set())
    assert {root for one in seen if (root := one.partition(".")[0]) in DOORS} == set()
    if name not in CLOCK_AND_DICE:
        said = ast.unparse(tree(path))
        assert not any(call in said for call in (".now()", ".today()", "time.time(", "monotonic("))


@pytest.mark.parametrize("name", [name for name in PURE if name.startswith("plugins/")])
def test_a_pure_file_sees_the_facade_the_contracts_and_pure_neighbours(name: str) -> None:
    pure = {module_name(ROOT / one) for one in PURE}
    seen = {one for one, _ in imports(ROOT / name)}
    own = {one for one in seen if one.startswith(module_name(ROOT / name).partition(".")[0])}
    assert own <= pure
    assert {one.partition(".")[0] for one in seen - own} - sys.stdlib_module_names <= {"civicore", *PURE_LIBRARIES}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_asks_the_facade_only_for_names_that_it_offers(plugin: str) -> None:
    wanted = {
        (name_of(path), alias.name)
        for path in modules(PLUGINS[plugin])
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "civicore"
        for alias in node.names
    }
    assert {(path, name) for path, name in wanted if name not in civicore.__all__ and name != "contracts"} == set()


def test_every_name_of_the_facade_is_there_and_in_order() -> None:
    assert [name for name in civicore.__all__ if not hasattr(civicore, name)] == []
    # Constants first, as the linter wants them.
    assert list(civicore.__all__) == sorted(set(civicore.__all__), key=lambda name: (not name.isupper(), name))


def test_import_linter_watches_every_plugin() -> None:
    watched = set(table()["root_packages"])  # type: ignore[call-overload]
    assert watched == {"civicore", *(path.name for path in PLUGINS.values())}
    facade = [one for one in table()["contracts"] if one["name"].startswith("plugins")]  # type: ignore[attr-defined]
    assert set(facade[0]["source_modules"]) == {path.name for path in PLUGINS.values()}


def test_modules_with_handlers_have_their_types_at_run_time() -> None:
    """Litestar reads annotations when it starts, so they must not be postponed or hidden from it."""
    guilty = []
    for path in modules():
        module = tree(path)
        decorated = any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_is_handler, node.decorator_list))
            for node in ast.walk(module)
        )
        postponed = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in module.body)
        if decorated and (postponed or "TYPE_CHECKING" in path.read_text(encoding="utf-8")):
            guilty.append(name_of(path))
    assert guilty == []


def _is_handler(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id in HANDLERS
