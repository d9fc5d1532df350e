"""An editor, as far as yaml-language-server is concerned: opens a file and asks what an editor asks."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any

from tests.tools import npm

_PATIENCE = 30  # seconds for one answer


class Editor:
    """Speaks the language server protocol over the pipes of a child process."""

    def __init__(self, home: Path) -> None:
        script = home / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
        self._process = subprocess.Popen(
            [str(npm.NODE), str(script), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._numbers = count(1)
        self._told: dict[str, list[dict[str, Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": _CAPABILITIES})
        self._tell("initialized", {})
        settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self._tell("workspace/didChangeConfiguration", {"settings": settings})

    def open(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with this text; what the server complains of."""
        uri = file.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while uri not in self._told:
            self._hear()
        return self._told.pop(uri)

    def complete(self, file: Path, line: int, column: int) -> list[dict[str, Any]]:
        """What could be written at a place; lines and columns count from 0."""
        found = self._at("completion", file, line, column)
        items: list[dict[str, Any]] = found["items"] if isinstance(found, dict) else found or []
        return items

    def hover(self, file: Path, line: int, column: int) -> str:
        """What is told of the word at a place."""
        found = self._at("hover", file, line, column)
        return str(found["contents"]["value"]) if found else ""

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, method: str, parameters: object) -> Any:
        number = next(self._numbers)
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
        while True:
            heard = self._hear()
            if heard.get("id") == number and "method" not in heard:
                assert "error" not in heard, heard
                return heard["result"]

    def _at(self, what: str, file: Path, line: int, column: int) -> Any:
        place = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
        return self.ask(f"textDocument/{what}", place)

    def _tell(self, method: str, parameters: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": parameters})

    def _send(self, message: object) -> None:
        body = json.dumps(message).encode()
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        pipe.flush()

    def _hear(self) -> dict[str, Any]:
        heard = self._heard.get(timeout=_PATIENCE)
        if heard.get("method") == "textDocument/publishDiagnostics":
            self._told[heard["params"]["uri"]] = heard["params"]["diagnostics"]
        elif "method" in heard and "id" in heard:
            asked = heard["params"].get("items", []) if heard["method"] == "workspace/configuration" else None
            self._send({"jsonrpc": "2.0", "id": heard["id"], "result": asked and [None] * len(asked)})
        return heard

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while (message := _message(pipe)) is not None:
            self._heard.put(message)


_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": False}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    }
}


def _message(pipe: IO[bytes]) -> dict[str, Any] | None:
    length = 0
    while (line := pipe.readline().strip()) or not length:
        if not line:
            return None
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    read: dict[str, Any] = json.loads(pipe.read(length))
    return read


@contextmanager
def editor() -> Iterator[Editor]:
    """A running server, ended afterwards."""
    running = Editor(npm.installed(npm.YAML_SERVER))
    try:
        yield running
    finally:
        running.close()
