"""Installs a plugin for one test, so that it is found as every other one is: by its entry point."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import invalidate_caches
from pathlib import Path
from types import ModuleType

from civicore.extension.api import API
from civicore.extension.grants import MEANINGS, NAMED
from civicore.extension.manifest import FILE
from civicore.extension.registry import GROUP


def dist_info(folder: Path, name: str, module: str, *, version: str = "0", told: str = "") -> None:
    """Write what an installer leaves of a distribution ``name`` whose entry point is ``module``.

    ``told`` are more lines of its metadata, such as ``License: MIT``.
    """
    home = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    home.mkdir(parents=True, exist_ok=True)
    (home / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{told}", encoding="utf-8")
    (home / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {module}\n", encoding="utf-8")


@contextmanager
def on_path(folder: Path, *packages: str) -> Iterator[None]:
    """What lies in the folder can be imported; packages of the same name from elsewhere come back afterwards."""
    before = _taken_out(packages)
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        _taken_out(packages)
        sys.modules |= before


def _taken_out(packages: Sequence[str]) -> dict[str, ModuleType]:
    found = [name for name in sys.modules if name.partition(".")[0] in packages]
    return {name: sys.modules.pop(name) for name in found}


@contextmanager
def registered(name: str, plugin: object, folder: Path) -> Iterator[None]:
    """A module or an object with hooks, installed under a name."""
    home = folder / f"temporary_{name}"
    module = ModuleType(f"civicore_temporary_{name}".replace("-", "_"), "A plugin of one test.")
    for one in dir(plugin):
        if getattr(getattr(plugin, one, None), "civicore_impl", None):
            setattr(module, one, getattr(plugin, one))
    (home / module.__name__).mkdir(parents=True, exist_ok=True)
    hooks = [one for one in dir(module) if getattr(getattr(module, one), "civicore_impl", None)]
    (home / module.__name__ / FILE).write_text(_papers(name, hooks), encoding="utf-8")
    module.__file__ = str(home / module.__name__ / "__init__.py")
    dist_info(home, name, module.__name__)
    with on_path(home, module.__name__):
        sys.modules[module.__name__] = module
        yield


def _papers(name: str, hooks: Sequence[str]) -> str:
    """A manifest that asks for everything which has no name of its own."""
    said = {
        "plugin": "1",
        "name": name,
        "api": f">={API}",
        "gives": ["module"],
        "needs": [word for word in MEANINGS if word not in NAMED],
        "hooks": list(hooks),
        "languages": ["en"],
        "contact": {"security": "nobody@test.example", "source": "https://test.example", "licence": "none"},
    }
    return json.dumps(said)
