"""``civicore schema``: JSON Schema 2020-12 of the language, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
) -> None:
    """Print the schema of the language with the sections of the installed plugins."""
    from civicore.deployment.reference import first_party_model
    from civicore.deployment.schema import json_schema

    text = json.dumps(json_schema(first_party_model()), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")
