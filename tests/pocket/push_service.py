"""The far side of a push: a browser with its keys, and the service of its maker, on a port of this computer.

It is as strict as the standards: a message must bear a valid signature made for this very service (RFC 8292), a
lifetime, and a body that only the browser can open (RFC 8291); opening is done by another library than ours.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


def text_of(raw: bytes) -> str:
    """base64url without padding, as browsers write it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushService:
    """``answers`` are given to the next messages, 201 afterwards; ``shown`` is what the browser would show."""

    origin: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    known_key: str = ""

    def __post_init__(self) -> None:
        self._pair = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self, key: str) -> dict[str, Any]:
        """What the browser says after it was shown our public key."""
        self.known_key = key
        point = self._pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": text_of(point), "auth": text_of(self._auth)}
        return {"endpoint": f"{self.origin}/send/one", "expirationTime": None, "keys": keys}

    def take(self, head: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """One message: what is wrong with it, or what the browser shows."""
        status, more = self.answers.pop(0) if self.answers else (201, {})
        try:
            self._check(head)
            if status == 201:
                plain = http_ece.decrypt(body, private_key=self._pair, auth_secret=self._auth, version="aes128gcm")
                self.shown.append(json.loads(plain))
        except Exception as error:
            self.wrong.append(repr(error))
            return 400, {}
        self.heads.append(head)
        return status, more

    def _check(self, head: dict[str, str]) -> None:
        assert int(head["ttl"]) >= 0
        assert head["content-encoding"] == "aes128gcm"
        signed = dict(part.split("=", 1) for part in head["authorization"].removeprefix("vapid ").split(","))
        assert signed["k"] == self.known_key, "signed by another key than the subscription is bound to"
        assert Vapid02.verify(head["authorization"])
        claims = json.loads(raw_of(signed["t"].split(".")[1]))
        assert claims["aud"] == self.origin
        assert claims["sub"].startswith(("mailto:", "https://"))
        self.claims = claims


@contextmanager
def push_service() -> Iterator[PushService]:
    """The service, until the block ends; nothing that it was sent may have been wrong."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, more = service.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert service.wrong == []
