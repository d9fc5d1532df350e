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
from time import perf_counter, sleep

from bench._answers import Answered, Reading

Address = tuple[str, int]


@dataclass(frozen=True)
class Round:
    """What the clients send. Each takes the next request as soon as it is answered.

    ``seconds``: how long the requests are sent again and again; 0: each once. ``enough``: so many answers of status
    201 end the round. ``at``: seconds after the start at which each request is sent, each by a client of its own.
    ``kept``: bodies of the answers are wanted too.
    """

    servers: tuple[Address, ...]
    requests: tuple[bytes, ...]
    clients: int = 32
    seconds: float = 0
    enough: int = 0
    at: tuple[float, ...] = ()
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
        self.socket = self._connected()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(self.server, timeout=60)
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
        self._clients = [
            _Client(wanted.servers[number % len(wanted.servers)], kept=wanted.kept)
            for number in range(len(wanted.at) or wanted.clients)
        ]
        self._selector = selectors.DefaultSelector()
        for client in self._clients:
            self._selector.register(client.socket, selectors.EVENT_READ, client)
        self._next, self._waiting, self._sold = 0, 0, 0
        self._outcome = Outcome()
        self._start = perf_counter()

    def run(self) -> Outcome:
        if self._wanted.at:
            self._at_their_times()
        else:
            for client in self._clients:
                self._send(client)
            while self._waiting:
                self._look(60)
        self._outcome.took = perf_counter() - self._start
        return self._outcome

    def _at_their_times(self) -> None:
        for number, client in enumerate(self._clients):
            while (left := self._wanted.at[number] - (perf_counter() - self._start)) > 0:
                if self._waiting:
                    self._look(left)
                else:
                    sleep(left)
            self._send(client)
        while self._waiting:
            self._look(60)

    def _look(self, patience: float) -> None:
        for key, _ in self._selector.select(patience):
            client: _Client = key.data
            reading = client.read()
            if reading.status is None:
                continue
            ended = perf_counter() - self._start
            self._waiting -= 1
            self._sold += reading.status == 201
            self._outcome.answers.append(
                Answered(client.number, reading.status, client.began, ended, bytes(reading.body))
            )
            if reading.status == 0 or reading.closing:
                self._again(client)
            if not self._wanted.at:
                self._send(client)

    def _again(self, client: _Client) -> None:
        self._selector.unregister(client.socket)
        client.socket.close()
        client.socket = client._connected()
        self._selector.register(client.socket, selectors.EVENT_READ, client)

    def _send(self, client: _Client) -> None:
        wanted, now = self._wanted, perf_counter() - self._start
        over = now >= wanted.seconds if wanted.seconds else self._next >= len(wanted.requests)
        if over or (wanted.enough and self._sold >= wanted.enough):
            return
        number = self._next % len(wanted.requests)
        self._next, self._waiting = self._next + 1, self._waiting + 1
        client.send(number, wanted.requests[number], now)


if __name__ == "__main__":
    from bench import _load  # the classes under the name by which the other process knows them

    sys.stdout.buffer.write(pickle.dumps(_load._Running(pickle.load(sys.stdin.buffer)).run()))
