"""A real IMAP server (pymap) in a process of its own, with a certificate made on the spot."""

from __future__ import annotations

import imaplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

USER, PASSWORD = "lysty", "пароль 1"
_PATIENCE = 60.0


@dataclass(frozen=True)
class ImapServer:
    """A server that listens, and whom to trust."""

    port: int
    trust: ssl.SSLContext
    host: str = "localhost"
    security: str = "starttls"
    user: str = USER
    folder: str = "INBOX"

    def deliver(self, *letters: bytes) -> None:
        """Letters arrive in the mailbox."""
        with self._box() as box:
            for one in letters:
                assert box.append(self.folder, "", None, one)[0] == "OK"

    def flags(self) -> list[bytes]:
        """What is marked at each letter."""
        with self._box() as box:
            box.select(self.folder, readonly=True)
            _, found = box.fetch("1:*", "(FLAGS)")
        return [one for one in found if isinstance(one, bytes)]

    def empty(self) -> None:
        """Take every letter away."""
        with self._box() as box:
            box.select(self.folder)
            box.store("1:*", "+FLAGS", r"(\Deleted)")
            box.expunge()

    @contextmanager
    def _box(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(self.host, self.port) as box:
            box.starttls(ssl_context=self.trust)
            box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield box


@contextmanager
def imap_server(folder: Path) -> Iterator[ImapServer]:
    """Listen on a free port until the block ends."""
    authority, trust = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trust)
    certificate = authority.issue_cert("localhost")
    key, chain = folder / "key.pem", folder / "chain.pem"
    certificate.private_key_pem.write_to_path(str(key))
    chain.write_bytes(b"".join(one.bytes() for one in certificate.cert_chain_pems))
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    pymap = Path(sys.executable).with_name("pymap")
    listen = [
        "--host",
        "localhost",
        "--port",
        str(port),
        "--cert",
        str(chain),
        "--key",
        str(key),
        "--no-service",
        "admin",
    ]
    user = ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    with (folder / "pymap.log").open("wb") as log:
        process = subprocess.Popen([str(pymap), *listen, *user], stdout=log, stderr=log)
        try:
            _wait(port, process, folder / "pymap.log")
            yield ImapServer(port, trust)
        finally:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"pymap does not listen: {log.read_text()}")
