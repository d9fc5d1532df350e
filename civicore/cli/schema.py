"""``civicore schema``: JSON Schema 2020-12 of the language, for editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of the language for editors, with the settings of every plugin that is installed here.

    Begin a file with "# yaml-language-server: $schema=civicore-1.schema.json": editors that know it complete keys and
    show what each means.
    """
    from civicore.deployment.reference import first_party_model
    from civicore.deployment.schema import json_schema

    text = json.dumps(json_schema(first_party_model(), _settings()), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


def _settings() -> dict[str, Mapping[str, Any]]:
    """Schemas of the settings of third-party plugins, from their manifests; none of their code runs."""
    from civicore.extension.manifest import NoManifest, read
    from civicore.extension.registry import first_party, installed

    found: dict[str, Mapping[str, Any]] = {}
    for name in sorted(set(installed()) - set(first_party())):
        try:
            said = read(name).settings()
        except NoManifest as error:
            typer.echo(f"without {name}: {error}", err=True)
            continue
        found[name] = said if said is not None else {"type": "object"}
    return found
