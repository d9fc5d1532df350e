"""A real directory of staff for tests: the OpenID provider of npm, behind TLS, with people whom a test changes."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import trustme

from tests.tools import npm

HERE = Path(__file__).parent / "directory"
SECRET = "a secret between the two"
_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Directory:
    """``authority`` is the file of certificates that the town's file names."""

    issuer: str
    authority: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def put(self, id: str, name: str, *groups: str, email: str = "", verified: bool = True) -> None:
        """Somebody who works for the town, and in which groups; again for what changes."""
        said = {"id": id, "name": name, "email": email or f"{id}@town.example", "email_verified": verified}
        self._do("put", {**said, "groups": list(groups)})

    def drop(self, id: str) -> None:
        """They left the town's service."""
        self._do("drop", {"id": id})

    def renew_keys(self) -> None:
        """It signs with another key from now on, and the old one is gone."""
        self._do("renew", {})

    def silence(self, on: bool) -> None:
        """It answers nobody, or everybody again."""
        self._do("silence", {"on": on})

    def _do(self, deed: str, body: dict[str, object]) -> None:
        httpx.post(f"{self.issuer}/control/{deed}", json=body, verify=self.trust).raise_for_status()

    def browser(self) -> httpx.Client:
        """Somebody's browser, as far as the directory knows it."""
        return httpx.Client(verify=self.trust, follow_redirects=False)

    def signs_in(self, door: str, id: str, back: str) -> str:
        """Go through the directory's pages as this person; the address to which it sends the browser back."""
        with self.browser() as mine:
            return _through(mine, door, id, back)


def _through(mine: httpx.Client, door: str, id: str, back: str) -> str:
    answer = mine.get(door)
    for _ in range(12):
        if answer.is_redirect:
            there = urljoin(str(answer.url), answer.headers["location"])
            if there.startswith(back):
                return there
            answer = mine.get(there)
            continue
        found = _FORM.search(answer.text)
        assert found is not None, (answer.status_code, answer.text[:2000])
        fields = dict(_FIELD.findall(found[2])) | {"login": id, "password": "x"}
        answer = mine.post(urljoin(str(answer.url), unescape(found[1])), data=fields)
    raise AssertionError("the directory leads in a circle")


@contextmanager
def running(folder: Path, town: str) -> Iterator[Directory]:
    """The directory of a town at this address, until the block ends."""
    home = npm.installed(npm.DIRECTORY)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "chain.pem").write_bytes(b"".join(one.bytes() for one in certificate.cert_chain_pems))
    port = free_port()
    command = [str(npm.NODE), str(HERE / "server.mjs"), str(home), str(port), str(folder / "chain.pem")]
    with (folder / "directory.log").open("wb") as log:
        process = subprocess.Popen([*command, str(folder / "key.pem"), town], stdout=subprocess.PIPE, stderr=log)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said == b"listening\n", (folder / "directory.log").read_text("utf-8")[-4000:]
        yield Directory(f"https://localhost:{port}", folder / "authority.pem")
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def free_port() -> int:
    """A port of this computer on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
