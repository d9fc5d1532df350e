"""Static files: names that carry their content, kept for ever, small; pictures of a city made harmless."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from civicore.web.assets import Assets, gather
from civicore.web.folders import Folders
from civicore.web.pictures import clean_svg, pictures
from tests.web.site import city_of, site, visitor

CSS_BUDGET, JS_BUDGET = 12 * 1024, 8 * 1024  # bytes compressed
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'


def test_the_name_changes_with_the_content_and_style_sheets_follow_the_files_they_name() -> None:
    one = Assets({"a/x.css": b'b{background:url("y.svg")}', "y.svg": b"<svg/>"})
    other = Assets({"a/x.css": b'b{background:url("y.svg")}', "y.svg": b"<svg />"})
    assert one.href("y.svg") != other.href("y.svg")
    assert one.href("a/x.css") != other.href("a/x.css")
    sheet = one.at(one.href("a/x.css").removeprefix("/static/"))
    assert sheet is not None
    assert one.href("y.svg").encode() in sheet.content


def test_the_citys_files_stand_before_the_cores(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "skyline.svg").write_text("<svg/>")
    (tmp_path / "static" / "notes.txt").write_text("not served")
    core, own = gather(Folders(), {}), gather(Folders(overrides=tmp_path), {"made.css": b""})
    assert core.href("skyline.svg") != own.href("skyline.svg")
    assert core.href("civicore.js") == own.href("civicore.js")
    assert "notes.txt" not in own
    assert "made.css" in own


def test_style_and_script_are_within_their_budget() -> None:
    assets = gather(Folders(), {})
    sizes = {
        name: len(gzip.compress((Path("civicore/web/static") / name).read_bytes()))
        for name in ("civicore.css", "civicore.js")
    }
    assert sizes["civicore.css"] <= CSS_BUDGET
    assert sizes["civicore.js"] <= JS_BUDGET
    assert "civicore.css" in assets


@pytest.mark.anyio
async def test_files_are_kept_for_ever_and_sent_compressed() -> None:
    async with visitor(site()) as client:
        html = (await client.get("/cs/")).text
        for href in set(re.findall(r"/static/[\w./-]+", html)):
            packed = await client.get(href, headers={"Accept-Encoding": "gzip"})
            plain = await client.get(href, headers={"Accept-Encoding": "identity"})
            assert packed.status_code == 200
            assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert packed.headers.get("content-encoding") == (None if href.endswith("png") else "gzip")
            assert "content-encoding" not in plain.headers
            assert packed.content == plain.content
            assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["civicore.css", "civicore-000000000000.css", "%2e%2e/pages.py", "", "x/"])
async def test_nothing_else_is_a_static_file(path: str) -> None:
    async with visitor(site()) as client:
        assert (await client.get(f"/static/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("inside", "gone"),
    [
        (b"<script>alert(1)</script><path d='M0 0'/>", b"script"),
        (b"<rect onload='alert(1)'/>", b"onload"),
        (b"<rect OnClick='alert(1)'/>", b"alert"),
        (b"<a href='https://evil.example'><path/></a>", b"evil"),
        (b"<image xlink:href='https://evil.example/x.png'/>", b"evil"),
        (b"<image href='data:text/html;base64,AAAA'/>", b"text/html"),
        (b"<rect style='background:url(javascript:alert(1))'/>", b"javascript"),
        (b"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>", b"body"),
        (b"<set attributeName='onload' to='alert(1)'/>", b"alert"),
    ],
)
def test_a_drawing_loses_what_could_act(inside: bytes, gone: bytes) -> None:
    cleaned = clean_svg(SVG % inside)
    assert cleaned is not None
    assert gone not in cleaned
    assert cleaned.startswith(b"<svg")


def test_a_drawing_keeps_what_it_is_drawn_with() -> None:
    drawing = SVG % b'<defs><g id="a"><path d="M0 0h9"/></g></defs><use href="#a" fill="#123456"/>'
    cleaned = clean_svg(drawing)
    assert cleaned is not None
    assert b'href="#a"' in cleaned
    assert b"M0 0h9" in cleaned


@pytest.mark.parametrize("content", [b"", b"<html/>", b"<svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', b"\x89PNG"])
def test_what_is_no_plain_drawing_is_not_served(content: bytes) -> None:
    assert clean_svg(content) is None


def test_a_missing_large_or_wrong_logo_is_replaced_by_the_initial(tmp_path: Path) -> None:
    shutil.copytree("deployments/trutnov", tmp_path / "trutnov", dirs_exist_ok=True)
    city = city_of("trutnov")
    for content in (None, b"x" * 5_000_000, b"GIF89a"):
        for file in ("logo.svg", "logo.png"):
            if content is not None:
                (tmp_path / file).write_bytes(content)
            logo = city.brand.model_copy(update={"logo": file})
            broken = city.model_copy(update={"brand": logo})
            broken._folder = tmp_path
            assert b">T</text>" in pictures(broken)["logo.svg"]
