"""Which files a configuration is made of, and whether one of them has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from civicore.deployment import nodes
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Scalar

Stamp = tuple[int, int, int] | None  # when it was changed, how long it is, which file it is; None: there is none
_FILE = re.compile(r"(?!/)[^\s:@|?*<>]{1,200}\.\w{1,10}")


@dataclass(frozen=True)
class Files:
    """What a configuration is made of: the file and what it extends, what these name, and the city's own folders.

    Presets come with the program and do not change.
    """

    sources: frozenset[Path]
    named: frozenset[Path]
    folders: frozenset[Path]

    @classmethod
    def of(cls, loaded: Loaded) -> Files:
        """Files that are missing count too: they may come."""
        home = loaded.path.resolve().parent
        sources = {one.path.resolve() for one in loaded.sources if not one.preset}
        named = {path for path in _named(loaded) if path.is_relative_to(home)}
        own = {home / loaded.city.deployment.id} if loaded.city is not None else set()
        return cls(
            frozenset({loaded.path.resolve(), *sources}), frozenset({home / "secrets.yaml", *named}), frozenset(own)
        )

    def __or__(self, other: Files) -> Files:
        return Files(self.sources | other.sources, self.named | other.named, self.folders | other.folders)

    def stamps(self) -> Mapping[Path, Stamp]:
        """How the files look from outside."""
        return {path: _stamp(path) for path in (*self.sources, *self._beside())}

    def beside(self) -> Mapping[Path, str]:
        """What the files hold that are named, by hash; the sources are compared by what they say."""
        return {path: _content(path) for path in self._beside()}

    def _beside(self) -> Iterable[Path]:
        inside = (path for folder in self.folders for path in folder.rglob("*") if path.is_file())
        return {*self.named, *inside} - self.sources


def changed_since(loaded: Loaded) -> bool:
    """Whether a source says something else than when it was read: before anybody looked at its stamp."""
    return any(_lines(one.path) != one.lines for one in loaded.sources if not one.preset)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_bytes().decode("utf-8-sig", "replace").splitlines())
    except OSError:
        return ()


def _named(loaded: Loaded) -> Iterator[Path]:
    """Every value that could be a file of the folder; of pages the translations that lie beside them too."""
    home = loaded.path.resolve().parent
    for _, node in nodes.walk(loaded.root) if loaded.root is not None else ():
        if isinstance(node, Scalar) and _FILE.fullmatch(node.text):
            path = (home / node.text).resolve()
            yield path
            if path.suffix == ".md":
                yield from path.parent.glob(f"{path.stem}.*.md")


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _content(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
