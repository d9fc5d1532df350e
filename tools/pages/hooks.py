"""The page of hooks, from their specifications and their first-party users."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from civicore.extension import hookspecs

ROOT = Path(__file__).resolve().parents[2]
INTRODUCTION = """\
# Hooks

Made by `make docs` from `civicore/extension/hookspecs.py`. Every hook is called once, when the city starts, in the
order of this page. A plugin implements any of them with any subset of the arguments:

```python
from civicore import Navigation, hookimpl


@hookimpl
def register_navigation(city):
    return [Navigation("lostfound.list", area="public", label="Lost and found", path="/lostfound")]
```

A plugin whose hook raises, misspells its name or asks for an argument that there is not is put aside: none of its
parts is used, staff are told, the city runs.
"""


def specifications() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every hook in the order of the file."""
    module = ast.parse(inspect.getsource(hookspecs))
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "hookspec" for one in node.decorator_list):
            yield node.name, node


@cache
def users() -> Mapping[str, list[tuple[Path, ast.FunctionDef]]]:
    """First-party implementations of each hook, the plugins' before the core's."""
    found: dict[str, list[tuple[Path, ast.FunctionDef]]] = {}
    for path in sorted([*ROOT.glob("plugins/*/civicore_*/**/*.py")]) + sorted(ROOT.glob("civicore/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "hookimpl" for one in node.decorator_list):
                found.setdefault(node.name, []).append((path, node))
    return found


def section(name: str, spec: ast.FunctionDef, implementations: list[tuple[Path, ast.FunctionDef]]) -> str:
    """One hook: what it is for, who uses it, and the shortest use as the example."""
    arguments = ", ".join(ast.unparse(one) for one in spec.args.args)
    returned = f" -> {ast.unparse(spec.returns)}" if spec.returns else ""
    about = inspect.cleandoc(ast.get_docstring(spec) or "").partition("Used by:")[0].strip()
    places = ", ".join(sorted({f"`{path.relative_to(ROOT)}`" for path, _ in implementations}))
    lines = [f"## `{name}({arguments}){returned}`", "", about, "", f"Used by {places}." if places else ""]
    if implementations:
        lines += ["", "```python", min((written(*one) for one in implementations), key=len), "```"]
    return "\n".join(lines)


def written(path: Path, function: ast.FunctionDef) -> str:
    """The function as its author laid it out, moved to the margin."""
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    lines = path.read_text(encoding="utf-8").splitlines()[first - 1 : function.end_lineno]
    return textwrap.dedent("\n".join(lines))


def page() -> str:
    """The whole document."""
    used = users()
    return (
        "\n\n".join(
            [INTRODUCTION.rstrip(), *(section(name, spec, used.get(name, [])) for name, spec in specifications())]
        )
        + "\n"
    )
