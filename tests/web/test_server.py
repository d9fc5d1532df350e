"""The site over a real socket, as the server that carries it sees it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, cast

import httpx
import pytest
import uvicorn

from civicore.web.front import CityApp
from tests.tools.serving import eventually
from tests.web.site import site


@contextmanager
def listening(app: CityApp) -> Iterator[str]:
    """The address of a server that ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        config = uvicorn.Config(cast(Any, app), log_config=None, access_log=False, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [free]})
        thread.start()
        try:
            eventually(lambda: server.started or None, "the server")
            yield f"http://127.0.0.1:{free.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.parametrize("path", ["/cs/", "/cs/contact", "/health", "/nothing", "/robots.txt"])
def test_head_says_what_get_would_and_sends_nothing(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with listening(site()) as base, httpx.Client(base_url=base, headers={"Accept-Encoding": "identity"}) as client:
        said, shown = client.head(path), client.get(path)
    assert (said.status_code, said.content) == (shown.status_code, b"")
    assert said.headers.get("content-length") == shown.headers.get("content-length")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
