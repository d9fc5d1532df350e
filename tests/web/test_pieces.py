"""A tile of the desk that cannot be drawn is missing; the page and the other tiles stand."""

import logging
from pathlib import Path

import pytest
from litestar import Response, get

from civicore.people.cards import Tile
from civicore.people.desk import Desk, DeskHere
from civicore.people.principals import Principal
from civicore.web.pages import here, page
from civicore.web.requests import AnyRequest
from tests.web.site import parsed, site, visitor, words

NAME = "Marie-Canary"
TILES = {
    "good.html": "<h2>{{ tile.words.name }} & {{ href('/desk') }}</h2>{{ csrf() }}",
    "unknown.html": "<h2>half a tile</h2>{{ tile.words.name.nobody.knows }}",
    "failing.html": "{{ tile.words.number // 0 }}",
    "wrong.html": "{% if %}",
    "empty.html": "{% if false %}x{% endif %}",
}


@get("/try/desk")
async def front(request: AnyRequest) -> Response[str]:
    desk = Desk(Principal("staff", "1", "Jana"))
    request.scope["state"]["here"] = DeskHere.at(here(request), desk)
    tiles = [Tile(name, {"name": f"<{NAME}>", "number": 1}) for name in ("missing.html", *TILES, "good.html")]
    return page(request, "desk/front.html", tiles=tiles)


@pytest.mark.anyio
async def test_a_broken_tile_leaves_the_page_and_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "templates").mkdir()
    for name, source in TILES.items():
        (tmp_path / "templates" / name).write_text(source.replace(" & ", " &amp; "))
    with caplog.at_level(logging.ERROR, "civicore"):
        async with visitor(site(handlers=[front], plugins={"try": tmp_path})) as client:
            answer = await client.get("/cs/try/desk")
    assert answer.status_code == 200
    tiles = [one for one in parsed(answer.text).iter("section") if "tile" in one.get("class", "")]
    assert [words(one.find("h2")) for one in tiles] == [f"<{NAME}> & /cs/desk"] * 2
    assert "half a tile" not in answer.text
    failed = [record.getMessage().partition(" ")[0] for record in caplog.records]
    assert failed == ["missing.html", "unknown.html", "failing.html", "wrong.html"]
    assert NAME not in caplog.text
