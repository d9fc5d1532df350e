"""Settings of third-party plugins: written under ``plugins.<name>.config``, read like a section of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from civicore.base.saying import say
from civicore.deployment import nodes
from civicore.deployment.nodes import Block
from civicore.extension.parts import Finding


def raised(root: Block, owners: Mapping[str, str]) -> tuple[Block, list[Finding]]:
    """The file with each plugin's settings as a section; what it writes there itself is an unknown key.

    ``owners`` names the plugin of each such section. A plugin that is listed without settings has empty ones.
    """
    strange = [key for key in owners if key in root.entries]
    entries = {key: entry for key, entry in root.entries.items() if key not in owners}
    for key, name in owners.items():
        listed = nodes.at(root, ("plugins", name))
        if isinstance(listed, Block):
            entries[key] = listed.entries.get("config") or (listed.place, Block(listed.place, {}))
    return Block(root.place, entries), [_misplaced(key, owners[key]) for key in strange]


def as_written(finding: Finding, owners: Mapping[str, str]) -> Finding:
    """The finding at the place where the file has it."""
    name = owners.get(str(finding.path[0])) if finding.path else None
    if name is None or (finding.code == "E101" and len(finding.path) == 1):
        return finding
    return replace(finding, path=("plugins", name, "config", *finding.path[1:]))


def is_of_a_plugin(finding: Finding) -> bool:
    """Whether it only keeps one third-party plugin out; the city runs without it."""
    return finding.path[:1] == ("plugins",) and len(finding.path) > 1


def _misplaced(key: str, name: str) -> Finding:
    message = say('"%(key)s" is no section of its own: it is the plugin %(name)s', key=key, name=name)
    hints = (say("write plugins.%(name)s.config", name=name),)
    return Finding("E101", message, (key,), at_key=True, hints=hints)
