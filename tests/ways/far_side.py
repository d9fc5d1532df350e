"""The other end of a messenger: a real HTTP server that keeps a limit and remembers who was written to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from time import monotonic


@dataclass
class FarSide:
    """``per_second``: what is above it in any second is answered with 429, as messengers do.

    From the ``silent_after``-th person on it takes messages and says nothing, until ``speak`` is set.
    """

    per_second: int
    silent_after: int
    url: str = ""
    got: Counter[str] = field(default_factory=Counter)
    changed: Condition = field(default_factory=Condition)
    speak: Event = field(default_factory=Event)
    _at: list[float] = field(default_factory=list)

    def take(self, to: str) -> bool:
        """Whether there is room for one more now; then it was delivered."""
        with self.changed:
            now = monotonic()
            self._at = [one for one in self._at if one > now - 1]
            if len(self._at) >= self.per_second:
                return False
            self._at.append(now)
            self.got[to] += 1
            self.changed.notify_all()
            return True

    def wait_for(self, least: int, seconds: float) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= least, seconds), f"only {len(self.got)} were told"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # who dials at once is not turned away


@contextmanager
def far_side(per_second: int, silent_after: int) -> Iterator[FarSide]:
    """Serve one until the block ends."""
    side = FarSide(per_second, silent_after)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken = side.take(body["to"])
            if len(side.got) >= side.silent_after:
                side.speak.wait()
            answer = json.dumps({"ok": True} if taken else {"retry_after": 1}).encode()
            with suppress(OSError):  # whoever asked may have been killed meanwhile
                self.send_response(200 if taken else 429)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *_words: object) -> None:
            """Nothing: it is a test."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    side.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield side
    finally:
        side.speak.set()
        server.shutdown()
        thread.join()
        server.server_close()
