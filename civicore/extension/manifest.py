"""What a plugin says about itself, read from its package without importing any of its code.

The file ``civicore-plugin.yaml`` lies beside the ``__init__.py`` of the plugin's package and goes into its wheel::

    plugin: 1                       # version of this format
    name: lostfound                 # name of the distribution and of the entry point
    api: ">=1.0,<2"                 # versions of the plugin API it works with (civicore.extension.api)
    gives: [module]                 # module, theme, channel.<id>, driver.<id>, source.<id>
    needs: [db.own, public.pages, "network:{config.host}"]   # what the city must grant
    hooks: [register_tables, register_routes]
    tables: [lostfound_item]
    config_schema: config.schema.json
    personal_data: [{store: lostfound.items, fields: [email], kept: 30 days, export: true, erase: true}]
    languages: [en, cs, uk, bg]
    contact: {security: security@vendor.example, source: "https://…", licence: Apache-2.0}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import yaml
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from civicore.extension.registry import installed

FILE = "civicore-plugin.yaml"
_WORD = r"^[a-z][a-z0-9_]*$"


class NoManifest(Exception):
    """The manifest is missing or cannot be used; the sentence names the plugin, the file and the place in it."""


def _range(said: str) -> str:
    try:
        SpecifierSet(said)
    except InvalidSpecifier:
        raise ValueError(f'"{said}" is no range of versions, such as ">=1.0,<2"') from None
    return said


def _inside(said: str) -> str:
    if Path(said).is_absolute() or ".." in Path(said).parts:
        raise ValueError(f'"{said}" lies outside the package')
    return said


Range: TypeAlias = Annotated[str, AfterValidator(_range)]
Inside: TypeAlias = Annotated[str, AfterValidator(_inside)]
Name: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonalStore(_Part):
    """A store of personal data; ``store`` is the id of its ``Retention``, ``kept`` says how long in words."""

    store: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]*$")]
    fields: tuple[Annotated[str, Field(pattern=_WORD)], ...] = Field(min_length=1)
    kept: str = Field(min_length=1)
    export: bool
    erase: bool


class Contact(_Part):
    """Whom to tell of a hole, where the source is, and under which licence (SPDX)."""

    security: str = Field(min_length=3)
    source: Annotated[str, Field(pattern=r"^https://")]
    licence: str = Field(min_length=2)


class Manifest(_Part):
    """One plugin as it describes itself; ``home`` is the folder of its package.

    ``sections`` are words of the language that belong to it; only plugins that come with CivicCore have any, others
    are set under ``plugins.<name>.config``.
    """

    plugin: Literal["1"]
    name: Name
    api: Range
    gives: tuple[Annotated[str, Field(pattern=r"^(module|theme|(channel|driver|source)\.[a-z][a-z0-9_.-]*)$")], ...]
    needs: tuple[Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z]+)*(:\S+)?$")], ...] = ()
    hooks: tuple[Annotated[str, Field(pattern=_WORD)], ...] = Field(min_length=1)
    sections: tuple[Annotated[str, Field(pattern=_WORD)], ...] = ()
    tables: tuple[Annotated[str, Field(pattern=_WORD)], ...] = ()
    config_schema: Inside | None = None
    personal_data: tuple[PersonalStore, ...] = ()
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]+)?$")], ...] = Field(min_length=1)
    contact: Contact
    home: Path

    @property
    def prefix(self) -> str:
        """How the names of its tables begin, without the underscore: ``civicore_sms_smpp``."""
        return canonicalize_name(self.name).replace("-", "_")

    def suits(self, api: str) -> bool:
        """Whether it works with this version of the plugin API."""
        return SpecifierSet(self.api).contains(api, prereleases=True)

    def settings(self) -> Mapping[str, Any] | None:
        """The JSON Schema of its settings, None when it has none. NoManifest when the file cannot be read."""
        if self.config_schema is None:
            return None
        file = self.home / self.config_schema
        try:
            said: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NoManifest(f"plugin {self.name}: {file.name}: {error}") from None
        return said


def read(name: str) -> Manifest:
    """The manifest of an installed plugin by the name of its entry point; none of its code runs.

    NoManifest when the plugin is not installed or what it says cannot be used.
    """
    entry = installed().get(name)
    if entry is None:
        raise NoManifest(f"plugin {name} is not installed: pip install {name}")
    home = home_of(entry)
    if home is None:
        raise NoManifest(f"plugin {name}: its package {entry.module} is not found")
    return read_file(home / FILE)


def read_file(file: Path) -> Manifest:
    """A manifest that lies in a folder, such as that of a project that is being written; see ``read``."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoManifest(f"{file}: {error.strerror if isinstance(error, OSError) else 'not UTF-8'}") from None
    return _parsed(text, file)


@cache
def _parsed(text: str, file: Path) -> Manifest:
    try:
        said = yaml.load(text, Loader=_Words)  # noqa: S506  all values are text
    except yaml.YAMLError as error:
        raise NoManifest(f"{file}: {' '.join(str(error).split())}") from None
    if not isinstance(said, dict):
        raise NoManifest(f"{file}: keys and values are expected")
    try:
        return Manifest.model_validate({**said, "home": file.parent})
    except ValidationError as error:
        raise NoManifest(f"{file}: {'; '.join(map(_sentence, error.errors()))}") from None


class _Words(yaml.BaseLoader):
    """Takes every value as text, so that the field decides what it is; a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _sentence(error: Any) -> str:
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def home_of(entry: EntryPoint) -> Path | None:
    """The folder of the package that an entry point names, found without importing it; None when there is none."""
    return _folder(entry.module, tuple(sys.path))


@cache
def _folder(module: str, path: tuple[str, ...]) -> Path | None:
    top, *inner = module.split(".")
    spec = PathFinder.find_spec(top, list(path))
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    found = [Path(place, *inner) for place in places]
    return next((folder for folder in found if folder.is_dir()), None)
