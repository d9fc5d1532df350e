"""Lays a nearer block on a farther one, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def overlaid(far: M, near: M) -> M:
    """The far block with what the near one really says; blocks and maps within are laid on each other alike."""
    said = {name: _laid(getattr(far, name), getattr(near, name)) for name in near.model_fields_set}
    return far.model_copy(update=said) if said else far


def _laid(far: object, near: object) -> object:
    if isinstance(near, BaseModel) and type(far) is type(near):
        return overlaid(far, near)
    if isinstance(near, Mapping) and isinstance(far, Mapping):
        return {**far, **{key: _laid(far.get(key), value) for key, value in near.items()}}
    return near
