"""Answers for programs that are written already: JSON as bytes, told with nothing in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from civicore.web.requests import AnyRequest


class JsonAnswer(Response[bytes]):
    """``content`` is JSON, ``headers`` are of ASCII."""

    def __init__(
        self,
        content: bytes,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str = "application/json",
    ) -> None:
        # As Response itself would, which asks twice what kind of mapping it was given.
        self.content, self.status_code, self.media_type = content, status_code, media_type
        self.headers, self.cookies, self.background = dict(headers or {}), [], None
        self.encoding, self.response_type_encoders = "utf-8", {}
        self._type = media_type.encode()

    def to_asgi_response(self, app: None, request: AnyRequest, **said: Any) -> ASGIResponse:  # type: ignore[override]
        """As it is, unless the route adds headers or cookies to every answer."""
        if self.cookies or said.get("headers") or said.get("cookies"):
            return super().to_asgi_response(app, request, **said)
        return self  # type: ignore[return-value]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell it."""
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        headers += [(b"content-type", self._type), (b"content-length", b"%d" % len(self.content))]
        await send({"type": "http.response.start", "status": self.status_code or 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.content, "more_body": False})
