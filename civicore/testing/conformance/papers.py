"""K01, K26: what a plugin says about itself, to programs and to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution

from packaging.utils import canonicalize_name

from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Subject

REACHABLE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+")


def says_who_it_is(subject: Subject) -> Iterator[Complaint]:
    """K01: the manifest is valid, its name is the distribution's; it has a licence and a security contact."""
    manifest, distribution = subject.manifest, subject.distribution
    if manifest.name != subject.name:
        yield Complaint(f"the manifest says {manifest.name}, the entry point {subject.name}", "use one name")
    if distribution is not None and not subject.is_first_party:
        said = canonicalize_name(distribution.name)
        if said != canonicalize_name(manifest.name):
            yield Complaint(f"the manifest says {manifest.name}, the distribution is {distribution.name}")
        licence = _licence(distribution)
        if licence != manifest.contact.licence:
            remedy = f'write license = "{manifest.contact.licence}" into pyproject.toml'
            yield Complaint(
                f"the distribution's licence is {licence}, the manifest's {manifest.contact.licence}", remedy
            )
    if not REACHABLE.fullmatch(manifest.contact.security):
        yield Complaint(f"contact.security is {manifest.contact.security!r}: nobody can be told of a hole there")


def tells_city_it(subject: Subject) -> Iterator[Complaint]:
    """K26: the README says which data, which hosts and which limits, shows a picture, and tells what changed."""
    said, manifest = subject.readme, subject.manifest
    if not said.strip():
        yield Complaint("there is no README.md", "put one beside pyproject.toml and name it there")
        return
    for store in manifest.personal_data:
        if store.store not in said:
            yield Complaint(
                f"the README does not tell what {store.store} keeps", f"{', '.join(store.fields)}: {store.kept}"
            )
    for need in manifest.needs:
        host = need.partition(":")[2]
        if need.startswith(("network:", "network.inside:")) and host.strip("{}") not in said:
            yield Complaint(f"the README does not say that it speaks with {host}")
    for heading in ("limits", "changes"):
        if not re.search(rf"^#+ .*\b{heading}\b", said, re.IGNORECASE | re.MULTILINE):
            yield Complaint(f'the README has no part "{heading.title()}"')
    if not re.search(r"!\[[^\]]+\]\([^)]+\)", said):
        yield Complaint("the README shows no picture", "![What it shows in words](screenshot.png)")


def _licence(distribution: Distribution) -> str | None:
    said = distribution.metadata
    return next((said[key] for key in ("License-Expression", "License") if key in said), None)
