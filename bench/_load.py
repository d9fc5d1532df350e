"""The load: many clients of HTTP/1.1 in a process of its own, so that the server has its processor for itself.

``loaded`` runs one round. What goes over the wire is made before the round begins; during it nothing is done but
sending, reading and looking at a clock.
"""

from __future__ import annotations

import pickle
import selectors
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bench._answers import Answered, Reading

Address = tuple[str, int]
_PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Round:
    """What the clients send. Each takes the next request as soon as it is answered.

    ``seconds``: how long the requests are sent again and again; 0: each once. ``enough``: so many answers of status
    201 end the round. ``at``: seconds after the start at which each request is sent, by whoever is idle or by a new
    client; the start is now, or the instant ``since`` of ``perf_counter``. ``kept``: bodies are wanted too.
    """

    servers: tuple[Address, ...]
    requests: tuple[bytes, ...]
    clients: int = 32
    seconds: float = 0
    enough: int = 0
    at: tuple[float, ...] = ()
    since: float = 0
    kept: bool = False


@dataclass
class Outcome:
    """What came of a round; times in seconds from its start."""

    answers: list[Answered] = field(default_factory=list)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.took

    def statuses(self) -> Counter[int]:
        return Counter(one.status for one in self.answers)

    def latencies(self, status: int | None = None) -> list[float]:
        return sorted(one.ended - one.began for one in self.answers if status in (None, one.status))

    def sold_rate(self) -> float:
        """Answers of status 201 a second, until the last of them."""
        sold = [one.ended for one in self.answers if one.status == 201]
        return len(sold) / max(sold) if sold else 0.0


def loaded(wanted: Round) -> Outcome:
    """Run a round in a second process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._load"], input=pickle.dumps(wanted), stdout=subprocess.PIPE, check=True
    )
    outcome: Outcome = pickle.loads(done.stdout)
    return outcome


def get(path: str, headers: Sequence[str] = ()) -> bytes:
    """A request as it goes over the wire."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


def post(path: str, body: bytes, headers: Sequence[str] = (), kind: str = "application/json") -> bytes:
    """A request with a body."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


class _Client:
    """A connection that is kept, and what it waits for."""

    def __init__(self, server: Address, *, kept: bool) -> None:
        self.server, self._kept = server, kept
        self.number, self.began = -1, 0.0
        self.reading = Reading(kept=kept)
        self.socket = self.connected()

    def connected(self) -> socket.socket:
        made = socket.create_connection(self.server, timeout=_PATIENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, number: int, request: bytes, now: float) -> None:
        self.number, self.began = number, now
        self.reading = Reading(kept=self._kept)
        self.socket.sendall(request)

    def read(self) -> Reading:
        """What came; a server that hung up has answered with status 0."""
        try:
            came = self.socket.recv(262_144)
        except ConnectionError:
            came = b""
        if came:
            self.reading.add(came)
        else:
            self.reading.hung_up()
        return self.reading


class _Running:
    """A round under way."""

    def __init__(self, wanted: Round) -> None:
        self._wanted = wanted
        self._selector = selectors.DefaultSelector()
        self._idle = [self._client(number) for number in range(wanted.clients)]
        self._next, self._waiting, self._sold = 0, 0, 0
        self._outcome = Outcome()
        self._start = wanted.since or perf_counter()

    def run(self) -> Outcome:
        for at in self._wanted.at:
            while (left := at - self._now()) > 0:
                self._look(left)
            self._send(self._idle.pop() if self._idle else self._client(self._next))
        while not self._wanted.at and self._idle and self._more():
            self._send(self._idle.pop())
        while self._waiting:
            self._look(_PATIENCE)
        self._outcome.took = self._now()
        return self._outcome

    def _now(self) -> float:
        return perf_counter() - self._start

    def _client(self, number: int) -> _Client:
        servers = self._wanted.servers
        made = _Client(servers[number % len(servers)], kept=self._wanted.kept)
        self._selector.register(made.socket, selectors.EVENT_READ, made)
        return made

    def _more(self) -> bool:
        wanted = self._wanted
        if wanted.enough and self._sold >= wanted.enough:
            return False
        return self._now() < wanted.seconds if wanted.seconds else self._next < len(wanted.requests)

    def _send(self, client: _Client) -> None:
        number = self._next % len(self._wanted.requests)
        self._next, self._waiting = self._next + 1, self._waiting + 1
        client.send(number, self._wanted.requests[number], self._now())

    def _look(self, patience: float) -> None:
        ready = self._selector.select(patience)
        if not ready and patience >= _PATIENCE:
            raise TimeoutError(f"{self._waiting} requests have waited {_PATIENCE:.0f} s for an answer")
        for key, _ in ready:
            client: _Client = key.data
            reading = client.read()
            if reading.status is not None:
                self._answered(client, reading, reading.status)

    def _answered(self, client: _Client, reading: Reading, status: int) -> None:
        if client.number >= 0:  # else an idle connection was closed
            self._waiting -= 1
            self._sold += status == 201
            self._outcome.answers.append(Answered(client.number, status, client.began, self._now(), reading.body))
        client.number = -1
        if reading.closing:
            self._again(client)
        if not self._wanted.at and self._more():
            self._send(client)
        elif client not in self._idle:
            self._idle.append(client)

    def _again(self, client: _Client) -> None:
        self._selector.unregister(client.socket)
        client.socket.close()
        client.socket = client.connected()
        self._selector.register(client.socket, selectors.EVENT_READ, client)


if __name__ == "__main__":
    from bench import _load  # the classes under the name by which the other process knows them

    sys.stdout.buffer.write(pickle.dumps(_load._Running(pickle.load(sys.stdin.buffer)).run()))
