"""The page of contracts: what plugins ask and tell each other."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from civicore import contracts

INTRODUCTION = """\
# Contracts

Made by `make docs` from `civicore/contracts/`. Plugins never import each other; they meet here. A **question** is a
Protocol: who answers returns `Service(Port, instance)` from `register_services`, who asks calls
`runtime.services.one(Port)` or `.all(Port)`, in the same transaction. **News** is a frozen dataclass: `unit.publish`
tells it after commit, `register_subscriptions` hears it at least once. The rest are **values** that both carry.
"""


def page() -> str:
    """The whole document."""
    return "\n".join([INTRODUCTION, *(line for module in _modules() for line in _module(module))]).rstrip() + "\n"


def _modules() -> Iterator[ModuleType]:
    for one in sorted(iter_modules(contracts.__path__), key=lambda found: found.name):
        yield import_module(f"civicore.contracts.{one.name}")


def _module(module: ModuleType) -> Iterator[str]:
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    yield f"## `{module.__name__}`\n"
    yield f"{inspect.cleandoc(module.__doc__ or '')}\n"
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _class(node)


def _class(node: ast.ClassDef) -> Iterator[str]:
    question = any(ast.unparse(base) == "Protocol" for base in node.bases)
    yield f"### {node.name}\n"
    if told := ast.get_docstring(node):
        yield f"{'**Question.** ' if question else ''}{_plain(told)}\n"
    members = [*(_field(one) for one in node.body), *(_method(one) for one in node.body)]
    yield from (member for member in members if member)
    yield ""


def _field(node: ast.stmt) -> str:
    if not isinstance(node, ast.AnnAssign):
        return ""
    default = f" = {ast.unparse(node.value)}" if node.value is not None else ""
    return f"- `{ast.unparse(node.target)}: {ast.unparse(node.annotation)}{default}`"


def _method(node: ast.stmt) -> str:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
        return ""
    word = "await " if isinstance(node, ast.AsyncFunctionDef) else ""
    asked = ", ".join(ast.unparse(one) for one in node.args.args[1:])
    named = ", ".join(ast.unparse(one) for one in node.args.kwonlyargs)
    arguments = ", ".join(part for part in (asked, f"*, {named}" if named else "") if part)
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    about = _plain(ast.get_docstring(node) or "")
    return f"- `{word}{node.name}({arguments}){returned}`" + (f": {about}" if about else "")


def _plain(text: str) -> str:
    return " ".join(inspect.cleandoc(text).replace("``", "`").split())
