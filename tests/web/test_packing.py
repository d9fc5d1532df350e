"""Answers are packed as Litestar packs them, and nothing is set up for those that are not."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.config.compression import CompressionConfig
from litestar.middleware.compression import CompressionMiddleware

from civicore.web.packing import Packing
from tests.web.site import site, visitor

ENOUGH = 50
CONFIG = CompressionConfig(backend="gzip", minimum_size=ENOUGH)
Messages = list[dict[str, Any]]
Bodies = st.lists(st.binary(max_size=2 * ENOUGH), min_size=1, max_size=4)


def answer(bodies: list[bytes], *headers: tuple[bytes, bytes]) -> Messages:
    pieces = [{"type": "http.response.body", "body": one, "more_body": True} for one in bodies]
    pieces[-1]["more_body"] = False
    return [{"type": "http.response.start", "status": 200, "headers": list(headers)}, *pieces]


def sent(kind: type[CompressionMiddleware], said: Messages, wanted: bytes | None) -> Messages:
    """What goes out through a middleware, unpacked."""
    out: Messages = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in said:
            await send({**message, **({"headers": [*message["headers"]]} if "headers" in message else {})})

    async def send(message: Any) -> None:
        out.append(dict(message))

    headers = [] if wanted is None else [(b"accept-encoding", wanted), (b"accept-encoding", b"br")]
    call = kind(app, CONFIG)({"type": "http", "headers": headers, "state": {}}, None, send)  # type: ignore[arg-type]
    with pytest.raises(StopIteration):
        call.send(None)
    return out


def told(out: Messages) -> tuple[dict[bytes, bytes], bytes, int]:
    """Its headers, what is read in the end, and in how many pieces; how long it is packed hangs on the clock."""
    headers = dict(out[0]["headers"]) if out else {}
    whole = b"".join(one["body"] for one in out[1:])
    packed = headers.get(b"content-encoding") == b"gzip"
    headers.pop(b"content-length", None)
    return headers, gzip.decompress(whole) if packed else whole, len(out)


@given(Bodies, st.sampled_from([None, b"", b"gzip", b"br, gzip;q=0.5", b"br"]), st.booleans())
def test_it_packs_what_litestar_packs(bodies: list[bytes], wanted: bytes | None, varies: bool) -> None:
    said = answer(bodies, *([(b"vary", b"Cookie")] if varies else []), (b"content-length", b"%d" % len(bodies[0])))
    assert told(sent(Packing, said, wanted)) == told(sent(CompressionMiddleware, said, wanted))


def test_what_does_not_end_as_it_should_is_passed_on_as_litestar_does() -> None:
    for said in (
        [],
        answer([b""])[:1],
        [{"type": "http.disconnect"}],
        [*answer([b""])[:1], {"type": "http.disconnect"}],
    ):
        assert sent(Packing, said, b"gzip") == sent(CompressionMiddleware, said, b"gzip")


@pytest.mark.anyio
async def test_a_packer_is_set_up_for_what_is_packed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up = []
    usual = Packing.create_compression_send_wrapper

    def noted(self: Packing, *said: Any, **more: Any) -> Any:
        set_up.append(said)
        return usual(self, *said, **more)

    monkeypatch.setattr(Packing, "create_compression_send_wrapper", noted)
    async with visitor(site(), **{"Accept-Encoding": "gzip"}) as client:
        short = await client.get("/api/v1/nowhere")
        assert (short.status_code, short.headers.get("content-encoding"), set_up) == (404, None, [])
        page = await client.get("/cs/contact")
    assert (page.headers["content-encoding"], len(set_up)) == ("gzip", 1)
