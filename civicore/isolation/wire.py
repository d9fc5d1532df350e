"""What goes through the pipe: one JSON object a line, values as plain data, bytes as Base64."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from civicore.extension.channels import CannotSend

LONGEST = 32_000_000  # bytes of one line: a letter with its attachments
_BYTES = "base64:"  # the key of a value that was bytes


def packed(value: Any) -> Any:
    """A dataclass or a plain value as JSON can hold it."""
    if isinstance(value, bytes):
        return {_BYTES: b64encode(value).decode("ascii")}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: packed(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): packed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [packed(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def unpacked(kind: Any, value: Any) -> Any:
    """The value of this type again; ValueError when it is none."""
    return _reader(kind).validate_python(_with_bytes(value))


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _with_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_BYTES}:
            return b64decode(value[_BYTES])
        return {key: _with_bytes(one) for key, one in value.items()}
    return [_with_bytes(one) for one in value] if isinstance(value, list) else value


def line(said: Mapping[str, Any]) -> bytes:
    """One message, ready for the pipe."""
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def refused(error: CannotSend) -> dict[str, Any]:
    """A refusal of a channel, for the other side."""
    return {
        "reason": error.reason,
        "permanent": error.permanent,
        "dead": error.dead,
        "wait": error.wait.total_seconds() if error.wait is not None else None,
        "unclear": error.unclear,
    }


def refusal(said: Mapping[str, Any]) -> CannotSend:
    """The refusal again."""
    wait = said.get("wait")
    return CannotSend(
        str(said.get("reason", "")),
        permanent=bool(said.get("permanent")),
        dead=bool(said.get("dead")),
        wait=timedelta(seconds=float(wait)) if wait is not None else None,
        unclear=bool(said.get("unclear")),
    )
