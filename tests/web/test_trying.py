"""What a plugin brings to the site is tried before; the plugin at fault is named, the others are not."""

from pathlib import Path
from typing import Any, cast

import pytest
from litestar import get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from civicore.extension.parts import Area, Routes
from civicore.extension.registry import PluginFailed
from civicore.web.folders import Folders
from civicore.web.trying import try_folders, try_routes
from tests.web.site import ROOT, city_of

SOUND = {
    "locales/cs.po": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "b"\n',
    "templates/sound/page.html": b'{% extends "base.html" %}{% block title %}{{ _("a") }}{% endblock %}',
    "templates/sound/note.txt": b"{{ office.name|text }}",
    "static/sound.css": b"b{color:red}",
    "static/picture.png": b"\x89PNG\xff",
}


def folder(home: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    return home


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("locales/cs.po", b'msgid "a"\nmsgstr "\xff"\n'),
        ("locales/cs.more.po", b"nonsense\n"),
        ("locales/cs.po", b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n !!\\n"\n\nmsgid "a"\nmsgstr "b"\n'),
        ("templates/broken/page.html", b"{% if %}"),
        ("templates/broken/page.html", b"{{ a|no_filter_of_that_name }}"),
        ("templates/base.html", b"\xff"),
        ("static/broken.css", b"\xff"),
    ],
)
def test_a_plugin_whose_folder_cannot_be_read_is_named(tmp_path: Path, file: str, content: bytes) -> None:
    sound, broken = folder(tmp_path / "sound", SOUND), folder(tmp_path / "broken", {file: content})
    try_folders(city_of("trutnov"), Folders({"sound": sound, "bare": tmp_path / "bare"}))
    with pytest.raises(PluginFailed) as told:
        try_folders(city_of("trutnov"), Folders({"sound": sound, "broken": broken}))
    assert told.value.name == "broken"


def test_the_plugin_that_comes_with_the_core_is_sound() -> None:
    for city in ("trutnov", "sofia"):
        try_folders(city_of(city), Folders({"booking": ROOT / "plugins" / "booking" / "civicore_booking"}))


@get("/lost")
async def lost() -> None:
    """A list."""


@get("/lost/{number:int}")
async def found(number: FromPath[int]) -> None:
    """One thing."""


@get("/lost/{other:int}")
async def twin(other: FromPath[int]) -> None:
    """The same place under another name."""


@post("/lost")
async def report() -> None:
    """Same path, another method."""


@get("/contact")
async def contact() -> None:
    """The core has one."""


@get("/other", name="home")
async def home() -> None:
    """The core has this name."""


@get("/health")
async def health() -> None:
    """The core has one for programs."""


def test_routes_that_go_together_are_let_through() -> None:
    one, other = Routes("public", [lost, found]), Routes("public", [report])
    try_routes(city_of("trutnov"), [("a", one), ("b", other), ("b", Routes("desk", [lost, contact]))])


@pytest.mark.parametrize(
    ("area", "handler"),
    [
        ("public", lost),
        ("public", twin),
        ("public", contact),
        ("public", home),
        ("public", health),
        ("public", "no handler"),
        ("nowhere", report),
    ],
)
def test_the_plugin_whose_route_clashes_is_named(area: str, handler: object) -> None:
    clashing = Routes(cast(Area, area), [cast(ControllerRouterHandler, handler)])
    routes = [("a", Routes("public", [lost, found])), ("b", clashing), ("c", Routes("public", [report]))]
    with pytest.raises(PluginFailed) as told:
        try_routes(city_of("trutnov"), cast(Any, routes))
    assert told.value.name == "b"
    assert told.value.reason.startswith("register_routes: ")


def test_a_plugin_may_not_take_an_address_of_the_demo() -> None:
    with pytest.raises(PluginFailed, match="plugin b"):
        try_routes(city_of("trutnov"), [("b", Routes("public", [lost]))], handlers=[lost])
