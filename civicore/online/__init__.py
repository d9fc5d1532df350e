"""What ``civicore check --online`` asks: the mail server, DNS, the links of the file, and what plugins know to ask.

Nothing is changed and nobody is written to.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from civicore.boot import Opened
from civicore.deployment import nodes
from civicore.deployment.findings import Located
from civicore.deployment.loading import Loaded
from civicore.deployment.secrets import Secrets
from civicore.extension.parts import Finding, OnlineCheck
from civicore.online import dns, links, mail


def asked(opened: Opened) -> tuple[Located, ...]:
    """What other systems answer; nothing where the file itself has an error, for then nobody knows what to ask."""
    loaded, city = opened.loaded, opened.loaded.city
    if city is None or loaded.root is None:
        return ()
    secret = Secrets(city.folder, os.environ).find
    checks = [*mail.checks(city, secret), *dns.checks(city), *links.checks(loaded)]
    checks += opened.registry.parts("check_online", city=city, secret=secret)
    return _located(loaded, asyncio.run(answers(checks)))


async def answers(checks: Sequence[OnlineCheck]) -> tuple[Finding, ...]:
    """All asked at once; what they found in the order of the checks."""
    found = await asyncio.gather(*(one.ask() for one in checks))
    return tuple(finding for some in found for finding in some)


def _located(loaded: Loaded, found: Sequence[Finding]) -> tuple[Located, ...]:
    root = loaded.root
    if root is None:
        return ()
    return tuple(Located(one, nodes.place_of(root, one.path, at_key=one.at_key)) for one in found)
