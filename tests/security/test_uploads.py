"""Files that are not what they say, too many, too large, or named to break out (S08, S32-S35)."""
# ruff: noqa: E501  lists of what is sent

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import pytest

from civicore import files
from civicore.base.refusal import Refusal
from civicore.files.cleaning import clean
from tests.files import corpus
from tests.files.test_accepting import peak
from tests.security.fortress import BASE, Fortress
from tests.security.hostile import PATHS
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
RULES = files.Rules()
KINDS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG", "application/pdf": b"%PDF-"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
NAMES = (
    "a.jpg",
    "a.svg",
    "a.php.jpg",
    "a.jpg\x00.exe",
    "a.html",
    "../../a.jpg",
    "a.jpg\r\nX: y",
    ".htaccess",
    "con.png",
    "",
)


def archive() -> bytes:
    """A zip that is larger inside than outside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", bytes(2_000_000))
    return out.getvalue()


NEVER = (
    SVG, b"\xef\xbb\xbf" + SVG, b"<!DOCTYPE html><script>alert(1)</script>", archive(), gzip.compress(SVG), b"MZ\x90\0" * 40,
    b"\x7fELF" + bytes(64), b"BM" + bytes(64), b"II*\0" + bytes(64), b"#!/bin/sh\nid\n", b"<?php system($_GET[0]);", bytes(10_000_000),
    b"{\\rtf1}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"GIF89a" + SVG,
)  # fmt: skip


def altered(dice: random.Random) -> Iterator[tuple[bytes, str]]:
    """Good files with something done to them, under names of another kind; without an end."""
    good = [
        corpus.jpeg(),
        corpus.png(),
        corpus.webp(),
        corpus.heic(),
        corpus.pdf(),
        corpus.jpeg(corpus.TURNED, progressive=True),
    ]
    while True:
        content = bytearray(dice.choice(good))
        match dice.randrange(5):
            case 0:
                content += dice.choice(NEVER[:6])
            case 1:
                for _ in range(dice.randrange(1, 30)):
                    content[dice.randrange(len(content))] = dice.randrange(256)
            case 2:
                del content[dice.randrange(1, len(content)) :]
            case 3:
                place = dice.randrange(len(content))
                content[place:place] = SVG
            case 4:
                pass
        yield bytes(content), dice.choice(NAMES)


@pytest.mark.soak
def test_s08_whatever_is_sent_is_refused_or_comes_out_clean(counted: Counted) -> None:
    many = of("uploads")
    source, kept = altered(random.Random(8)), 0
    for _ in range(many):
        content, name = next(source)
        answer = clean(content, name, RULES)
        if isinstance(answer, Refusal):
            assert answer.code.startswith("files."), answer
            continue
        kept += 1
        assert answer.content.startswith(KINDS[answer.content_type])
        for left in (corpus.MARK.encode(), b"<script", b"onload", b"<svg", b"GPS"):
            assert left not in answer.content + (answer.thumb or b""), (name, left)
        assert not set(answer.name) & set('/\\\0\r\n"<>') and not answer.name.startswith(".")
    assert kept > many // 8
    counted(inputs=many)


@pytest.mark.parametrize("content", NEVER, ids=lambda content: content[:4].hex())
def test_s08_what_is_no_picture_and_no_paper_is_refused_under_every_name(content: bytes) -> None:
    for name in ("photo.jpg", "letter.pdf", "a.svg", ""):
        assert isinstance(clean(content, name, RULES), Refusal), name


HEADS = {
    "nothing": b"",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde",
    "webp": b"RIFF\x80\x96\x98\x00WEBPVP8 \x74\x96\x98\x00",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "pdf": b"%PDF-1.7\n",
}
"""What 10 MB of zeros stand behind, so that one program after the other takes them for its own."""
BOMBS = {
    "pixels": (corpus.png_of_size(20_000, 20_000), "files.too_many_pixels"),
    **{f"zeros behind {name}": (head + bytes(10_000_000), "files.") for name, head in HEADS.items()},
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_s33_four_hundred_million_pixels_and_ten_million_zeros_are_refused_in_a_second_and_little_memory(
    bomb: str,
) -> None:
    """A second of the processor's own time, with all that the process begins with: the system ends who needs more."""
    content, code = BOMBS[bomb]
    needed, answer = peak(content, seconds=1)
    assert str(answer.get("refused")).startswith(code), answer
    assert needed < 200


class Endless:
    """A body that never ends; counts what is taken of it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.taken = head, 0

    async def __call__(self) -> dict[str, Any]:
        body = self.head if not self.taken else bytes(100_000)
        self.taken += len(body)
        return {"type": "http.request", "body": body, "more_body": True}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "path", ["/api/v1/signals", "/en/signals/new/signal/text", "/en/booking/cards/book", "/en/desk/sign-in"]
)
async def test_s32_a_body_without_an_end_is_refused_without_being_read_to_it(fortress: Fortress, path: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
    kind = b"application/json" if path.startswith("/api") else b"multipart/form-data; boundary=x"
    body, told = Endless(b"[" if path.startswith("/api") else part), []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("city", 80),
        "headers": [(b"host", b"city"), (b"content-type", kind), (b"origin", BASE.encode())],
    }  # fmt: skip

    async def send(message: Any) -> None:
        told.append(message)

    await cast(Any, fortress.built.app)(scope, body, send)
    assert told[0]["status"] == 413, told
    assert body.taken < 20_000_000


async def test_s34_no_name_leads_out_of_where_files_are(fortress: Fortress) -> None:
    browser = fortress.browser()
    for start in ("/static/", "/app-icons/", "/en/pages/", "/en/signals/", "/en/offices/", "/"):
        for path in (
            *PATHS,
            "",
            "%2e%2e/%2e%2e/etc/passwd",
            "....//....//etc/passwd",
            "town.yaml",
            ".git/config",
            "secrets.yaml",
        ):
            answer = await browser.http.get(f"{start}{path}", follow_redirects=True)
            assert answer.status_code < 500, (start, path)
            assert "root:" not in answer.text and "civicore: 1" not in answer.text and "Index of" not in answer.text
    assert (await browser.http.get("/static/")).status_code == 404
