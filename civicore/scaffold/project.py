"""Writes the project of a new plugin: files of one kind over those that every project has.

In the names and texts of the files ``NAME``, ``@name@``, ``@title@`` and their like stand for the plugin's own.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from typing import Literal, get_args

import yaml

from civicore.deployment.schema import settings_schema
from civicore.extension.api import API

What = Literal["module", "channel", "device", "source", "theme"]
KINDS: tuple[What, ...] = get_args(What)
PARTS = Path(__file__).with_name("parts")
_SUFFIX = ".part"  # so that no tool takes them for files of this project
_KEPT = "KEPT"  # what a kind keeps and whom it asks, for the README
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_HOST, _EXAMPLE = "{config.host}", "gate.example"
_LONGEST = 24  # letters; tables and indexes begin with it, and PostgreSQL's names end at 63


class BadName(Exception):
    """The name cannot be that of a package, a distribution and a table at once; the sentence says why."""


@dataclass(frozen=True)
class Project:
    """A plugin that is to be written; ``version`` is that of the CivicCore it begins with."""

    name: str
    what: What
    version: str

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None or len(self.name) > _LONGEST:
            raise BadName(f"a name has small letters, digits and single _, a letter first, at most {_LONGEST}")
        if keyword.iskeyword(self.name) or self.name in sys.stdlib_module_names or self.name.startswith("civicore"):
            raise BadName(f"{self.name} is taken: choose a name that nobody else's package has")

    @property
    def words(self) -> Mapping[str, str]:
        """What stands for the marks in names and texts."""
        words = self.name.split("_")
        return {
            "name": self.name,
            "title": " ".join(words).capitalize(),
            "Class": "".join(one.capitalize() for one in words),
            "version": ".".join(self.version.split(".")[:2]),
            "api": f">={API},<{int(API.partition('.')[0]) + 1}",
        }

    def files(self) -> dict[str, str]:
        """All files by their paths within the project; those of the kind stand over the common ones."""
        written = {**dict(self._of("common")), **dict(self._of(self.what))}
        needs = ", ".join(yaml.safe_load(written[f"{self.name}/civicore-plugin.yaml"])["needs"])
        told = {
            "@needs@": f"[{needs.replace(_HOST, _EXAMPLE)}]",
            "@config@": f"{{host: {_EXAMPLE}}}" if _HOST in needs else "{}",
            "@kept@": written.pop(_KEPT).strip(),
        }
        return {path: _with(text, told) for path, text in written.items()}

    def _of(self, folder: str) -> Iterator[tuple[str, str]]:
        for file in sorted((PARTS / folder).rglob(f"*{_SUFFIX}")):
            path = file.relative_to(PARTS / folder).as_posix().removesuffix(_SUFFIX)
            yield self._filled(path.replace("NAME", self.name)), self._filled(file.read_text(encoding="utf-8"))

    def _filled(self, text: str) -> str:
        return _with(text, {f"@{mark}@": words for mark, words in self.words.items()})


def _with(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def write(project: Project, folder: Path) -> tuple[Path, ...]:
    """Write every file below the folder and return their paths; FileExistsError when something lies there already."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(str(folder))
    made = []
    for path, text in project.files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        made.append(file)
    return (*made, _with_schema(project, folder))


def _with_schema(project: Project, folder: Path) -> Path:
    """Write the schema of the settings from their model, as this version of the language says it."""
    home = folder / project.name
    said = run_path(str(home / "config.py"), run_name=f"{project.name}_config")
    file = home / "config.schema.json"
    file.write_text(schema_text(settings_schema(said["SECTION"].model)), encoding="utf-8")
    return file


def schema_text(schema: Mapping[str, object]) -> str:
    """A JSON Schema as a project keeps it in ``config.schema.json``."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
