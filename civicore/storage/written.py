"""Values as JSON text: readable in the database, the same text on both engines."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_adapters: dict[type, TypeAdapter[Any]] = {}


def dumps(value: Any) -> str:
    """JSON of plain values; letters stay letters."""
    return _encode(value)


def loads(text: str) -> Any:
    return json.loads(text)


def kind_of(type_: type) -> str:
    """The name under which events of this type are kept."""
    return f"{type_.__module__}.{type_.__qualname__}"


def dump_event(event: Any) -> str:
    """JSON of a frozen dataclass; instants, days, ids and texts come back as they were."""
    return _adapter(type(event)).dump_json(event).decode()


def load_event(type_: type, text: str) -> Any:
    """ValueError when the text is not an event of this type."""
    return _adapter(type_).validate_json(text)


def _adapter(type_: type) -> TypeAdapter[Any]:
    if type_ not in _adapters:
        _adapters[type_] = TypeAdapter(type_)
    return _adapters[type_]
