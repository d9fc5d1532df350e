"""Third-party plugins for tests: written into a folder and found by their entry points, as installed ones are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from civicore.testing.installing import dist_info, on_path

TOWN = """civicore: 1
extends: [preset:cz]
deployment: {id: lhotka, name: Lhotka, contact: {email: a@lhotka.example, phone: "+420 494 000 000"}}
departments: {registry: {name: Matrika}}
offices:
  hall:
    name: Radnice
    doors: "07:45"
    hours: {mon: 08:00-17:00}
    counters: {one: {}}
    devices: {printer: {kind: ticket_printer, place: u vchodu}}
agendas: {id_cards: {name: Doklady, department: registry, prefix: A}}
channels: {email: {sender: a@lhotka.example}}
"""
_MANIFEST = """plugin: 1
name: {name}
api: "{api}"
gives: [{gives}]
needs: [{needs}]
hooks: [{hooks}]
languages: [en]
contact: {{security: a@{name}.example, source: "https://{name}.example", licence: MIT}}
"""


@contextmanager
def installed(
    folder: Path,
    name: str,
    code: str,
    *,
    hooks: Iterable[str],
    gives: str = "module",
    needs: Iterable[str] = (),
    api: str = ">=1.0,<2",
    version: str = "1.4",
    manifest: str | None = None,
) -> Iterator[Path]:
    """A plugin whose package holds ``code``; the folder of the package."""
    package = name.replace("-", "_")
    home = folder / "site" / package
    home.mkdir(parents=True)
    (home / "__init__.py").write_text(code, encoding="utf-8")
    words = ", ".join(f'"{one}"' for one in needs)
    said = _MANIFEST.format(name=name, api=api, gives=gives, needs=words, hooks=", ".join(hooks))
    (home / "civicore-plugin.yaml").write_text(said if manifest is None else manifest, encoding="utf-8")
    dist_info(folder / "site", name, package, version=version)
    with on_path(folder / "site", package):
        yield home


def town(folder: Path, plugins: str) -> Path:
    """The file of a town that lists plugins."""
    file = folder / "lhotka.yaml"
    file.write_text(f"{TOWN}plugins:\n{plugins}", encoding="utf-8")
    return file
