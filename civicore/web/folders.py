"""Where templates, static files and translations are found: the city's overrides, then plugins, then the core."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from civicore.deployment.city import City
from civicore.extension.registry import first_party

CORE = Path(__file__).resolve().parent
LOCALES = CORE.parent / "locales"


@dataclass(frozen=True)
class Folders:
    """``plugins`` are the folders of their packages by name; ``overrides`` is the city's own folder."""

    plugins: Mapping[str, Path] = field(default_factory=dict)
    overrides: Path | None = None

    @classmethod
    def of(cls, city: City, plugins: Mapping[str, Path]) -> Folders:
        """The city's overrides lie in ``<id>/overrides`` beside its file."""
        return cls(plugins, city.folder / city.deployment.id / "overrides")

    def without(self, names: Collection[str]) -> Folders:
        """Only the other plugins' folders."""
        return Folders({name: home for name, home in self.plugins.items() if name not in names})

    def layers(self, kind: str) -> list[tuple[str, Path]]:
        """Existing folders of this kind (``templates``, ``static``), the strongest first, with their owners."""
        every = [("city", self.overrides), *self.plugins.items(), ("core", CORE)]
        return [(name, home / kind) for name, home in every if home is not None and (home / kind).is_dir()]

    def locales(self) -> list[Path]:
        """Folders of catalogues, the weakest first; without those of third-party plugins."""
        homes = [LOCALES, *(home / "locales" for name, home in self.plugins.items() if name in first_party())]
        return [*homes, self.overrides / "locales"] if self.overrides else homes

    def strange_locales(self) -> list[Path]:
        """Folders of third-party plugins' catalogues: no sentence of the others is worded there."""
        return [home / "locales" for name, home in self.plugins.items() if name not in first_party()]
