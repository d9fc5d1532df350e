"""Answers packed for the way, where the caller can unpack them and there is something to be gained."""

from __future__ import annotations

from litestar.enums import CompressionEncoding
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Message, Receive, Scope, Send

from civicore.web.requests import header


class Packing(CompressionMiddleware):
    """Litestar's, which sets up its packer for every answer: this one only for answers that are packed.

    To set it up takes longer than to answer most programs.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the answer."""
        if CompressionEncoding.GZIP in (header(scope, b"accept-encoding") or ""):
            send = self._packed(scope, send)
        await self.app(scope, receive, send)

    def _packed(self, scope: Scope, send: Send) -> Send:
        """What is short and whole goes on as it is."""
        start: Message | None = None
        packer: Send | None = None

        async def looked_at(message: Message) -> None:
            nonlocal start, packer
            if packer is not None:
                await packer(message)
            elif message["type"] == "http.response.start":
                start = message
            elif start is not None and self._is_short(message):
                await send(start)
                await send(message)
            else:
                packer = self.create_compression_send_wrapper(send, CompressionEncoding.GZIP, scope)
                if start is not None:
                    await packer(start)
                await packer(message)

        return looked_at

    def _is_short(self, message: Message) -> bool:
        if message["type"] != "http.response.body" or message.get("more_body"):
            return False
        return len(message["body"]) < self.config.minimum_size
