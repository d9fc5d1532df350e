"""A hook ships only with a document, a first-party user and a place in the manual."""

from __future__ import annotations

import ast
import inspect

import pytest

from civicore.extension import hookspecs
from civicore.extension.hookspecs import PROJECT
from tools.pages import hooks

HOOKS = dict(hooks.specifications())


def test_every_specification_is_found_as_pluggy_finds_it() -> None:
    marked = {name for name, it in vars(hookspecs).items() if hasattr(it, f"{PROJECT}_spec")}
    assert marked == set(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_named_documented_and_used(name: str) -> None:
    assert name.startswith(("register_", "choose_", "check_", "prepare_"))
    assert len(inspect.cleandoc(ast.get_docstring(HOOKS[name]) or "").split()) >= 4
    assert hooks.users().get(name), "no first-party user"


def test_every_implementation_implements_something() -> None:
    assert set(hooks.users()) - set(HOOKS) == set()
