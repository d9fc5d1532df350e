"""Which file is made by what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from civicore.deployment.reference import document, first_party_model
from civicore.deployment.schema import json_schema
from tools.pages import api, cli, contracts, findings, hooks, notices, personal, settings

ROOT = hooks.ROOT
DOCS = ROOT / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "language.md": lambda: document(first_party_model()),
    "hooks.md": hooks.page,
    "findings.md": findings.page,
    "contracts.md": contracts.page,
    "notices.md": notices.page,
    "personal-data.md": personal.page,
    "api.md": api.page,
    "cli.md": cli.page,
}
SCHEMA = ROOT / "deployments/civicore-1.schema.json"


def everything() -> Mapping[Path, str]:
    """Every generated file with what belongs in it."""
    pages = {DOCS / name: made() for name, made in PAGES.items()}
    return {**pages, SCHEMA: schema(), **settings.files()}


def schema() -> str:
    """What ``civicore schema`` writes for editors."""
    return json.dumps(json_schema(first_party_model()), ensure_ascii=False, indent=1) + "\n"
