"""The id of the request that is being answered: it stands in the log, and on the page of an error."""

from __future__ import annotations

from contextvars import ContextVar

REQUEST: ContextVar[str] = ContextVar("request", default="")
