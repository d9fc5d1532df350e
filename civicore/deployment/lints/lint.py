"""Runs the rules: before the model is read (what is written), and after (what it means)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore.deployment.city import City
from civicore.deployment.compose import KNOWN_SECTIONS
from civicore.deployment.nodes import Block, Node, Path_
from civicore.extension.parts import Finding

if TYPE_CHECKING:
    from civicore.deployment.loading import Context


def before(root: Node, model: type[City]) -> tuple[Node, list[Finding]]:
    """Takes out sections whose plugin is not installed, and says so."""
    if not isinstance(root, Block):
        return root, []
    absent = [key for key in root.entries if key in KNOWN_SECTIONS and key not in model.model_fields]
    findings = [
        Finding(
            "L435",
            f'no plugin that reads the section "{key}" is installed: it is not judged and does nothing',
            (key,),
            "warning",
            at_key=True,
        )
        for key in absent
    ]
    kept = {key: entry for key, entry in root.entries.items() if key not in absent}
    return Block(root.place, kept), findings


def after(city: City | None, root: Node, pruned: frozenset[Path_], context: Context) -> list[Finding]:
    return []
