"""Where the values of secrets are found; they are read by a running city and printed nowhere (language 2.6)."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from civicore.base.saying import say
from civicore.deployment import nodes, reader
from civicore.deployment.kinds import SecretRef

FOLDER_VARIABLE = "CIVICORE_SECRETS_DIR"
CONTAINER_FOLDER = "/run/secrets"


class SecretMissing(LookupError):
    """A secret has no value anywhere; the message names it and the places that were looked at."""


@dataclass(frozen=True)
class Secrets:
    """Looks a secret up: container file, then variable, then ``secrets.yaml`` beside the deployment."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def value(self, ref: SecretRef) -> str:
        """The secret's value; SecretMissing when no place has it."""
        found = self._find(ref.name)
        if found is None:
            raise SecretMissing(f"the secret {ref.name} has no value: {self.places(ref.name)}")
        return found[1]

    def find(self, name: str) -> str | None:
        """The value of the secret of this name; None when no place has it."""
        found = self._find(name)
        return found[1] if found else None

    def where(self, name: str) -> str | None:
        """Where a secret was found, never its value; None when nowhere."""
        found = self._find(name)
        return found[0] if found else None

    def places(self, name: str) -> str:
        """Places a secret may stand, for people."""
        container = Path(self.environ.get(FOLDER_VARIABLE, CONTAINER_FOLDER))
        return say(
            "put it in %(file)s, %(variable)s or %(beside)s",
            file=container / name,
            variable=_variable(name),
            beside=self.folder / "secrets.yaml",
        )

    def _find(self, name: str) -> tuple[str, str] | None:
        contained = Path(self.environ.get(FOLDER_VARIABLE, CONTAINER_FOLDER)) / name
        if contained.is_file():
            return str(contained), contained.read_text("utf-8").strip()
        if value := self.environ.get(_variable(name)):
            return _variable(name), value
        beside = self.folder / "secrets.yaml"
        return self._beside(beside, name) if beside.is_file() else None

    def _beside(self, path: Path, name: str) -> tuple[str, str] | None:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return None  # a file others can read keeps no secret; check says so
        try:
            _, root = reader.read(path, path.name)
        except (reader.Unreadable, OSError):
            return None
        node = nodes.child(root, name)
        return (str(path), node.text) if isinstance(node, nodes.Scalar) and node.text else None


def _variable(name: str) -> str:
    return f"CIVICORE_SECRET_{name.upper()}"
