"""What ``civicore check --online`` asks: the mail server, DNS, the links of the file, and what plugins know to ask.

Nothing is changed and nobody is written to.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace

from civicore.base.saying import say
from civicore.boot import Opened
from civicore.deployment import nodes
from civicore.deployment.findings import Located
from civicore.deployment.loading import Loaded
from civicore.deployment.secrets import Secrets
from civicore.extension.parts import Finding, OnlineCheck
from civicore.online import dns, links, mail

_SECONDS = 60.0  # for a question of a plugin, whatever it asks


def asked(opened: Opened) -> tuple[Located, ...]:
    """What other systems answer; nothing where the file itself has an error, for then nobody knows what to ask."""
    loaded, city = opened.loaded, opened.loaded.city
    if city is None or loaded.root is None:
        return ()
    secret = Secrets(city.folder, os.environ).find
    checks = [*mail.checks(city, secret), *dns.checks(city), *links.checks(loaded)]
    of_plugins = opened.registry.gather("check_online", city=city, secret=secret)
    return _located(loaded, asyncio.run(answers([*checks, *(_careful(*one) for one in of_plugins)])))


async def answers(checks: Sequence[OnlineCheck]) -> tuple[Finding, ...]:
    """All asked at once; what they found in the order of the checks."""
    found = await asyncio.gather(*(one.ask() for one in checks))
    return tuple(finding for some in found for finding in some)


def _careful(name: str, check: OnlineCheck) -> OnlineCheck:
    """The question of a plugin, with L529 for an answer when it fails or takes for ever."""

    async def ask() -> Sequence[Finding]:
        try:
            async with asyncio.timeout(_SECONDS):
                return tuple(await check.ask())
        except Exception as error:  # whatever a stranger's question raises must not cost the other answers
            message = say("%(question)s of %(name)s failed: %(why)s", question=check.id, name=name, why=_kind(error))
            return (Finding("L529", message, ("plugins", name), "warning", at_key=True),)

    return replace(check, ask=ask)


def _kind(error: Exception) -> str:
    """Only its kind: its words may hold what was asked with."""
    return type(error).__name__


def _located(loaded: Loaded, found: Sequence[Finding]) -> tuple[Located, ...]:
    root = loaded.root
    if root is None:
        return ()
    return tuple(Located(one, nodes.place_of(root, one.path, at_key=one.at_key)) for one in found)
