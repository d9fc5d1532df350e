"""What is written: sections nobody reads, plugins that are missing, secrets and variables without a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from civicore.deployment import nodes
from civicore.deployment.compose import KNOWN_SECTIONS
from civicore.deployment.nodes import Block, Node, Scalar
from civicore.deployment.read_words import COMMA
from civicore.deployment.secrets import Secrets
from civicore.deployment.suggest import nearest
from civicore.extension.parts import Finding

Environ: TypeAlias = Mapping[str, str]


def absent(root: Block, fields: Collection[str]) -> tuple[Block, list[Finding]]:
    """Takes out known sections whose plugin is not installed, and says so."""
    gone = [key for key in root.entries if key in KNOWN_SECTIONS and key not in fields]
    said = 'no plugin that reads the section "{}" is installed: it is not judged and does nothing'
    findings = [Finding("L435", said.format(key), (key,), "warning", at_key=True) for key in gone]
    for key in gone:
        for path, node in nodes.walk(root.entries[key][1], (key,)):
            if isinstance(node, Scalar) and node.empty:
                findings.append(Finding("E103", f'nothing is written after "{path[-1]}"', path, hints=(COMMA,)))
    return Block(root.place, {key: entry for key, entry in root.entries.items() if key not in gone}), findings


def plugins(root: Node, installed: Collection[str]) -> Iterator[Finding]:
    """Third-party plugins that the file lists and the computer does not have."""
    listed = nodes.at(root, ("plugins",))
    for name in listed.entries if isinstance(listed, Block) else ():
        if name not in installed:
            guess = nearest(name, installed)
            hints = (f'did you mean "{guess}"?',) if guess else (f"pip install {name}",)
            yield Finding("L435", f'the plugin "{name}" is not installed', ("plugins", name), at_key=True, hints=hints)


def unset(root: Node, folder: Path, environ: Environ) -> Iterator[Finding]:
    """References to secrets and environment variables that have no value on this computer."""
    secrets = Secrets(folder, environ)
    for path, node in nodes.walk(root):
        if not isinstance(node, Block) or path[:1] == ("plugins",):
            continue
        secret, variable = _word(node, "secret"), _word(node, "env")
        if secret and len(node.entries) == 1 and secrets.where(secret) is None:
            message = f'the secret "{secret}" has no value here'
            yield Finding("E302", message, path, "warning", hints=(secrets.places(secret),))
        elif variable and not environ.get(variable) and len(node.entries) == 1:
            message = f"the environment variable {variable} is not set and has no default"
            yield Finding("E303", message, path, "warning")


def _word(node: Block, key: str) -> str | None:
    found = nodes.child(node, key)
    return found.text if isinstance(found, Scalar) else None
