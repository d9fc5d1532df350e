"""What is written: sections nobody reads, plugins that are missing, secrets and variables without a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from civicore.base.saying import say
from civicore.deployment import nodes
from civicore.deployment.compose import KNOWN_SECTIONS
from civicore.deployment.nodes import Block, Node, Scalar
from civicore.deployment.read_words import COMMA
from civicore.deployment.secrets import Secrets
from civicore.deployment.suggest import did_you_mean, nearest
from civicore.extension.parts import Finding

Environ: TypeAlias = Mapping[str, str]


def absent(root: Block, fields: Collection[str]) -> tuple[Block, list[Finding]]:
    """Takes out known sections whose plugin is not installed, and says so."""
    gone = [key for key in root.entries if key in KNOWN_SECTIONS and key not in fields]
    findings = [Finding("L435", _unread(key), (key,), "warning", at_key=True) for key in gone]
    for key in gone:
        for path, node in nodes.walk(root.entries[key][1], (key,)):
            if isinstance(node, Scalar) and node.empty:
                findings.append(
                    Finding("E103", say('nothing is written after "%(key)s"', key=path[-1]), path, hints=(COMMA,))
                )
    return Block(root.place, {key: entry for key, entry in root.entries.items() if key not in gone}), findings


def _unread(section: str) -> str:
    return say(
        'no plugin that reads the section "%(section)s" is installed: it is not judged and does nothing',
        section=section,
    )


def plugins(root: Node, installed: Collection[str]) -> Iterator[Finding]:
    """Third-party plugins that the file lists and the computer does not have."""
    listed = nodes.at(root, ("plugins",))
    for name in listed.entries if isinstance(listed, Block) else ():
        if name not in installed:
            guess = nearest(name, installed)
            hints = (did_you_mean(guess),) if guess else (f"pip install {name}",)
            yield Finding(
                "L435",
                say('the plugin "%(name)s" is not installed', name=name),
                ("plugins", name),
                at_key=True,
                hints=hints,
            )


def unset(root: Node, folder: Path, environ: Environ) -> Iterator[Finding]:
    """References to secrets and environment variables that have no value on this computer."""
    secrets = Secrets(folder, environ)
    for path, node in nodes.walk(root):
        if not isinstance(node, Block) or path[:1] == ("plugins",):
            continue
        secret, variable = _word(node, "secret"), _word(node, "env")
        if secret and len(node.entries) == 1 and secrets.where(secret) is None:
            message = say('the secret "%(secret)s" has no value here', secret=secret)
            yield Finding("E302", message, path, "warning", hints=(secrets.places(secret),))
        elif variable and not environ.get(variable) and len(node.entries) == 1:
            message = say("the environment variable %(variable)s is not set and has no default", variable=variable)
            yield Finding("E303", message, path, "warning")


def _word(node: Block, key: str) -> str | None:
    found = nodes.child(node, key)
    return found.text if isinstance(found, Scalar) else None
