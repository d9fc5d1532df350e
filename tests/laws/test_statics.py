"""What the code itself shows: no statement is put together from what people typed (S05), no shell is asked (S06)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.laws.sources import calls, modules, name_of, packages, tree

SQL = ("raw", "execute", "executemany", "fetch", "fetchrow", "fetchval", "_run_in_new_connection", "QueryString")
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "pty.spawn"}


def _built(node: ast.expr) -> bool:
    """Whether a text is put together here, from anything but words and names that are written in capitals."""
    if isinstance(node, ast.JoinedStr):
        held = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return any(not _constant(one) for one in held)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return not (_constant(node.left) and _constant(node.right))
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return isinstance(node, ast.IfExp) and (_built(node.body) or _built(node.orelse))


def _constant(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return isinstance(node, ast.Constant) or (bool(name) and name.lstrip("_").isupper())


REVIEWED = {
    "civicore/backups/copying.py": "the name of a search table, as the database tells it",
    "civicore/storage/migration.py": "names of our own tables and columns",
    "civicore/testing/conformance/staying.py": "names of tables, as the database tells them",
    "plugins/signals/civicore_signals/store_narrow.py": "our own words with holes",
}
"""Modules that put a statement together, and from what; nobody outside writes a word of it."""


def test_s05_no_statement_is_put_together_from_values() -> None:
    found = {name_of(path) for path in modules() for call in calls(path, *SQL) if call.args and _built(call.args[0])}
    assert found == REVIEWED.keys()


def test_s05_the_rule_would_find_a_statement_that_is() -> None:
    def judged(text: str) -> bool:
        return _built(ast.parse(text, mode="eval").body)

    assert judged("f'SELECT {name}'") and judged("'SELECT ' + name") and judged("'SELECT {}'.format(name)")
    assert judged("'SELECT %s' % name") and judged("a if b else f'SELECT {name}'")
    assert not judged("'SELECT {}'") and not judged("f'{_READ} FOR UPDATE'") and not judged("_READ")


def asking_a_shell(path: Path) -> list[str]:
    """Lines that would hand words to a shell."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            shell = next((one.value for one in node.keywords if one.arg == "shell"), None)
            named = ast.unparse(node.func)
            if named in SHELLS or "create_subprocess_shell" in named or (shell is not None and not _off(shell)):
                found.append(f"{path.name}:{node.lineno}")
    return found


def _off(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_s06_no_shell_is_asked() -> None:
    assert [line for folder in packages() for path in modules(folder) for line in asking_a_shell(path)] == []
