"""The type of a request, whoever is behind it."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request

AnyRequest: TypeAlias = Request[Any, Any, Any]
