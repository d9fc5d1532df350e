"""Plugins are guarded: what is broken is put aside, the rest runs."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Permission
from civicore.extension.registry import Conflict, Registry


def plugin(**functions: Callable[..., object]) -> SimpleNamespace:
    return SimpleNamespace(**{name: hookimpl(function) for name, function in functions.items()})


def rights(*ids: str) -> SimpleNamespace:
    return plugin(register_permissions=lambda: [Permission(one, "see it") for one in ids])


def broken() -> SimpleNamespace:
    def register_permissions() -> list[Permission]:
        raise RuntimeError("a bug")

    return plugin(register_permissions=register_permissions)


def test_parts_come_in_the_order_of_the_plugins() -> None:
    registry = Registry()
    registry.add("one", rights("one.a", "one.b"))
    registry.add("two", rights("two.a"))
    assert [part.id for part in registry.parts("register_permissions")] == ["one.a", "one.b", "two.a"]


def test_a_plugin_whose_hook_raises_is_quarantined_and_the_others_go_on() -> None:
    registry = Registry()
    registry.add("good", rights("good.a"))
    registry.add("bad", broken())
    registry.add("fine", rights("fine.a"))
    assert [part.id for part in registry.parts("register_permissions")] == ["good.a", "fine.a"]
    assert [one.name for one in registry.quarantined] == ["bad"]
    assert registry.names == ("good", "fine")


def test_a_misspelt_hook_is_named() -> None:
    registry = Registry()
    registry.add("typo", plugin(register_permisions=lambda: []))
    assert "register_permisions" in registry.quarantined[0].reason


def test_a_wrong_argument_is_named() -> None:
    registry = Registry()
    registry.add("typo", plugin(register_channels=lambda town: []))
    assert "town" in registry.quarantined[0].reason


def test_a_plugin_that_is_not_installed_says_how_to_get_it() -> None:
    registry = Registry()
    registry.load(["nowhere-to-be-found"])
    assert "pip install nowhere-to-be-found" in registry.quarantined[0].reason


def test_one_id_from_two_plugins_stops_the_city_and_names_both() -> None:
    registry = Registry()
    registry.add("one", rights("same.a"))
    registry.add("two", rights("same.a"))
    with pytest.raises(Conflict, match="one and two"):
        registry.parts("register_permissions")
