"""The type of a request, whoever is behind it, and what its headers say, read off as they came.

Litestar's own headers are a mapping in which every one of them is decoded before the first can be asked for.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.types import Scope

AnyRequest: TypeAlias = Request[Any, Any, Any]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this name, in small letters as servers give it; None without one."""
    for one, value in scope["headers"]:
        if one == name:
            return value.decode("latin-1")
    return None


class CityRequest(Request[Any, Any, Any]):
    """Litestar's, but that it decodes all headers to know how long the body is said to be."""

    @property
    def content_length(self) -> int | None:
        """In bytes; ClientException when it is no number."""
        said = header(self.scope, b"content-length")
        if said is None:
            return None
        return int(said) if said.isascii() and said.isdigit() else super().content_length


def media_type(scope: Scope) -> str:
    """What the body is said to be, in small letters and without parameters; empty when nothing is said."""
    return (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
