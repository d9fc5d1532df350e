"""A network cable between browsers and a server: it can be pulled, put back, and led to another server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 65536


class Wire:
    """Carries connections to ``target``, a port of this machine.

    Pulled, it carries nothing and tells nobody: what was under way hangs, as behind a dead switch, until it is put
    back; then it is broken off and the browsers come again. Cut, connections break at once, as without a server.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._whole = threading.Event()
        self._whole.set()
        self._cut = False
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def base(self) -> str:
        """The address for browsers, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def pull(self) -> None:
        """Nobody reaches anybody; nobody is told."""
        self._whole.clear()

    def cut(self) -> None:
        """Every connection breaks, and so does each new one."""
        self._cut = True
        self._break_off()

    def mend(self, target: int | None = None) -> None:
        """New connections go through, to another server when one is named; the old ones are dead."""
        self.target, self._cut = target or self.target, False
        self._break_off()
        self._whole.set()

    def close(self) -> None:
        self._listening.close()
        self._break_off()
        self._whole.set()

    def _break_off(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._keep(near)
        self._whole.wait()
        with near:
            if self._cut:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            self._keep(far)
            with far:
                back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
                back.start()
                self._carry(near, far)
                back.join()

    def _keep(self, end: socket.socket) -> None:
        with self._lock:
            self._ends.add(end)

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                self._whole.wait()
                sink.sendall(piece)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(target: int) -> Iterator[Wire]:
    """A wire to a port until the block ends."""
    laid = Wire(target)
    try:
        yield laid
    finally:
        laid.close()
