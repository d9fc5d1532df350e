"""Which kind of change a difference is: a rule for every field of the language."""

from __future__ import annotations

from civicore.contracts.changes import Kind
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Path_


def kind_of(old: Loaded, new: Loaded, was: Path_, path: Path_) -> Kind:
    """The kind of a difference; ``was`` is the path in the old file."""
    return "touching"
