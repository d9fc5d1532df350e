"""Which page is made by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from civicore.deployment.reference import document, first_party_model
from tools.pages import api, cli, contracts, findings, hooks, notices

DOCS = hooks.ROOT / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "language.md": lambda: document(first_party_model()),
    "hooks.md": hooks.page,
    "findings.md": findings.page,
    "contracts.md": contracts.page,
    "notices.md": notices.page,
    "api.md": api.page,
    "cli.md": cli.page,
}
