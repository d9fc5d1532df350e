"""The language reference, written from the model itself: ``python -m civicore.deployment.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicore.deployment import shape, words
from civicore.deployment.city import City
from civicore.deployment.codes import CODES
from civicore.deployment.compose import compose
from civicore.deployment.shape import Shape
from civicore.extension.registry import Registry, first_party

_PROSE = Path(__file__).with_name("language.md")


def document(model: type[City]) -> str:
    """The whole page: prose, findings, every field of every block."""
    return "\n".join([_PROSE.read_text("utf-8").rstrip(), "", *_findings(), *_reference(model)]) + "\n"


def _findings() -> Iterator[str]:
    yield "## Findings\n"
    yield "E: the file cannot be used. L: it contradicts itself or asks for trouble. W: advice.\n"
    yield "| code | severity | finding | remedy |\n| --- | --- | --- | --- |"
    for name, one in CODES.items():
        severity = "warning" if one.warning else "error"
        anchor = f'<a id="{name.lower()}"></a>'
        yield f"| {anchor}`{name}` | {severity} | {_cell(one.meaning)} | {_cell(one.advice)} |"
    yield ""


def _reference(model: type[City]) -> Iterator[str]:
    yield "## Every field\n"
    yield '"when wrong" names the findings; every field can also be E101 (misspelt) and E103 (wrong type).\n'
    first: dict[type[BaseModel], str] = {}
    for path, block, new in shape.blocks(model):
        first.setdefault(block, path)
        yield f"### `{path}`\n" if path else "### Top level\n"
        if new:
            yield from _table(path, block)
        else:
            yield f"The same fields as `{_home(model, block) or first[block]}`.\n"


def _home(model: type[City], block: type[BaseModel]) -> str | None:
    """The top-level section that a block is, wherever else it may stand."""
    return next((name for name, info in model.model_fields.items() if shape.of_field(info).model is block), None)


def _table(path: str, block: type[BaseModel]) -> Iterator[str]:
    purpose = (block.__doc__ or "").strip().partition("\n")[0]
    yield f"{purpose}\n" if path else "One file, one city.\n"
    yield "| field | type | default | meaning | when wrong |\n| --- | --- | --- | --- | --- |"
    if not path:
        yield "| `extends` | list | none | presets or files merged first | E006 |"
    for name, info in block.model_fields.items():
        yield _row(name, info, shape.of_field(info))
    yield ""


def _row(name: str, info: FieldInfo, one: Shape) -> str:
    cells = (one.name, words.default(info, one), info.description or "", findings(info, one))
    return f"| `{name}` | {' | '.join(_cell(cell) for cell in cells)} |"


def findings(info: FieldInfo, one: Shape) -> str:
    """Codes a field may cause: what it says itself, else those of its type."""
    extra = info.json_schema_extra
    said = extra.get("finding") if isinstance(extra, dict) else None
    return str(said) if said else one.code


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def first_party_model() -> type[City]:
    """The language with the sections of the plugins that come with CivicCore."""
    registry = Registry()
    registry.load(first_party())
    return compose(registry.parts("register_config"))


if __name__ == "__main__":
    sys.stdout.write(document(first_party_model()))
