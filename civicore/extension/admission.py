"""Whether a plugin that a city's file lists may be used: its manifest against the file, before any of it runs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from civicore.base.saying import say
from civicore.extension.api import API
from civicore.extension.grants import Grants, covers, is_word, needed
from civicore.extension.manifest import Manifest
from civicore.extension.parts import Finding

ALONE = ("channel.", "driver.", "source.")


@dataclass(frozen=True)
class Wanted:
    """What the file says under ``plugins.<name>``; ``config`` as it is written, all values text."""

    name: str
    version: str = "*"
    grants: tuple[str, ...] = ()
    isolated: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Admitted:
    """A plugin that may be used, and what it may do. ``stranger``: it did not come with CivicCore."""

    manifest: Manifest
    grants: Grants
    stranger: bool = True
    isolated: bool = False

    @classmethod
    def of_ours(cls, manifest: Manifest) -> Admitted:
        """A plugin that came with CivicCore has what it asks for."""
        words = frozenset(manifest.needs)
        return cls(manifest, Grants(manifest.name, manifest.prefix, words), stranger=False)

    @classmethod
    def of(cls, wanted: Wanted, manifest: Manifest) -> Admitted:
        """A third-party plugin has what the file grants."""
        grants = Grants(wanted.name, manifest.prefix, frozenset(wanted.grants))
        return cls(manifest, grants, isolated=wanted.isolated)


def judged(wanted: Wanted, manifest: Manifest, version: str) -> Iterator[Finding]:
    """What keeps the plugin out (errors), and what is only odd. ``version`` is that which is installed."""
    path = ("plugins", wanted.name)
    if not manifest.suits(API):
        yield Finding(
            "L435",
            say(
                "%(name)s %(version)s is made for the plugin API %(wants)s, this is %(api)s",
                name=wanted.name, version=version, wants=manifest.api, api=API,
            ),
            path, at_key=True,
            hints=(f"pip install --upgrade {wanted.name}",),
        )  # fmt: skip
    yield from _of_version(wanted, version)
    yield from _of_grants(wanted, manifest)
    if wanted.isolated and not all(one.startswith(ALONE) for one in manifest.gives):
        message = say("%(name)s brings more than channels, sources and drivers: it cannot be alone", name=wanted.name)
        yield Finding("L527", message, (*path, "isolation"))


def _of_version(wanted: Wanted, version: str) -> Iterator[Finding]:
    path = ("plugins", wanted.name, "version")
    try:
        fits = wanted.version == "*" or SpecifierSet(wanted.version).contains(version, prereleases=True)
    except InvalidSpecifier:
        message = say('"%(range)s" is no range of versions', range=wanted.version)
        yield Finding("L435", message, path, hints=(say('write it like ">=1.2,<2"'),))
        return
    if not fits:
        yield Finding(
            "L435",
            say(
                "%(name)s %(version)s is installed, the file allows %(range)s",
                name=wanted.name, version=version, range=wanted.version,
            ),
            path,
            hints=(f'pip install "{wanted.name}{wanted.version}"',),
        )  # fmt: skip


def _of_grants(wanted: Wanted, manifest: Manifest) -> Iterator[Finding]:
    asked = needed(manifest.needs, wanted.config)
    path = ("plugins", wanted.name)
    missing = [word for word in asked if not any(covers(granted, word) for granted in wanted.grants)]
    if missing:
        message = say(
            "%(name)s needs %(word)s, which the file does not grant", name=wanted.name, word=", ".join(missing)
        )
        useful = [granted for granted in wanted.grants if any(covers(granted, word) for word in asked)]
        hint = f"grants: [{', '.join(map(_written, (*useful, *missing)))}]"
        yield Finding("L525", message, (*path, "grants"), at_key=True, hints=(hint,))
    for number, granted in enumerate(wanted.grants):
        if not any(covers(granted, word) for word in asked):
            yield _needless(granted, asked, (*path, "grants", number))


def _written(grant: str) -> str:
    """The grant as it stands in a list of YAML."""
    return grant if grant.replace(".", "").isalpha() else f'"{grant}"'


def _needless(granted: str, asked: Sequence[str], path: tuple[str | int, ...]) -> Finding:
    guess = get_close_matches(granted, asked, 1)
    hints = (say('did you mean "%(word)s"?', word=guess[0]),) if guess else ()
    if not is_word(granted):
        message = say('there is no grant "%(word)s"', word=granted)
    else:
        message = say('"%(word)s" is granted, but the plugin does not ask for it', word=granted)
    return Finding("L526", message, path, "warning", hints=hints)
