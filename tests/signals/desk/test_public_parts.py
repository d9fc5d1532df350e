"""What the public sees is decided by a person: parts let out, words and parts of photos blacked out."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from civicore_signals.case import Case
from civicore_signals.desk_photos import Drawn, read_boxes
from civicore_signals.desk_words import chosen_spans, spans_of, words_of
from PIL import Image

from civicore import files
from civicore.storage.unit_of_work import UnitOfWork
from tests.signals.desk.house import House, at

PRIVATE = "Call Jana at jana.nova@posta.example or 777 111 222 about the hole."


def test_words_are_numbered_and_neighbours_are_one_span() -> None:
    words = words_of("One two  three\nfour")
    assert [(one.number, one.words) for one in words] == [(0, "One"), (1, "two"), (2, "three"), (3, "four")]
    spans = chosen_spans("One two  three\nfour", ["0", "1", "3", "x", "99"])
    assert [(one.start, one.end) for one in spans] == [(0, 7), (15, 19)]


def test_what_is_typed_is_found_wherever_it_stands() -> None:
    text = "Jana Nová, jana\nnová and JANA  NOVÁ"
    assert [text[one.start : one.end] for one in spans_of(text, "jana nová\n\n")] == [
        "Jana Nová",
        "jana\nnová",
        "JANA  NOVÁ",
    ]
    assert spans_of("a+b", ".+") == ()


def test_boxes_are_read_row_by_row() -> None:
    row = {"left0": ["1"], "top0": ["2"], "width0": ["3"], "height0": ["4"]}
    assert read_boxes(row) == ((Drawn(1, 2, 3, 4),), False)
    assert read_boxes({**row, "left3": ["7"]})[1], "a row that is only begun"
    assert read_boxes({**row, "width0": ["0"]})[1] and read_boxes({**row, "top0": ["-1"]})[1]
    assert Drawn(50, 0, 100, 10).of(100, 20) == files.Box(0.5, 0.0, 1.0, 0.5)
    assert Drawn(500, 500, 1, 1).of(100, 20) == files.Box(0.99, 0.95, 1.0, 1.0), "beyond the picture"


async def test_signal_case_12_flagged_words_go_out_only_after_an_explicit_yes(house: House) -> None:
    case = await house.filed(PRIVATE)
    editor = await house.clerk("editor")
    await editor.open(at(case, "/publish"))
    assert '<mark class="flagged">' in editor.page.source or "<mark class=flagged>" in editor.page.source
    assert "e-mail address" in editor.told and "telephone number" in editor.told
    form = editor.page.form("agreed")
    await editor._send("POST", editor.page.url, [*form.filled({}, None), ("part", "text")])
    assert editor.page.status == 422 and (await house.now(case)).published.get("text") is not True
    assert "about the hole" not in (await house.stranger().open(f"/en/signals/no/{case.number}")).text
    form = editor.page.form("agreed")
    await editor._send("POST", editor.page.url, form.filled({"agreed": "on"}, None))
    assert "What you chose is public now." in editor.told
    assert "about the hole" in (await house.stranger().open(f"/en/signals/no/{case.number}")).text


async def test_words_are_blacked_out_without_script(house: House) -> None:
    case = await house.filed(PRIVATE)
    editor = await house.clerk("editor")
    await editor.open(at(case, "/words"))
    chosen = [value for name, value in editor.page.form("word").values if name == "word"]
    assert chosen == ["3", "5", "6", "7"], "what was flagged is chosen already"
    await editor.press("Black out", {"typed": "jana"})
    now = await house.now(case)
    for gone in ("Jana", "jana.nova", "777", "222"):
        assert gone not in now.text, now.text
    assert now.text.endswith("about the hole.")
    await editor.open(at(case, "/words?field=nothing"))
    assert editor.page.status == 404
    await editor.open(at(case, "/words"))
    await editor.press("Black out")
    assert editor.page.status == 409, "nothing was chosen"


async def photographed(house: House) -> tuple[Case, UUID]:
    """A case with a white photo."""
    picture = BytesIO()
    Image.new("RGB", (200, 100), "white").save(picture, "JPEG")
    clean = await files.accept(picture.getvalue(), "hole.jpg", files.Rules())
    assert isinstance(clean, files.Clean), clean
    kept: list[UUID] = []

    async def keep(unit: UnitOfWork) -> None:
        kept.append(await files.keep(unit, clean, "draft:1"))

    await house.built.runtime.transact(keep)
    case = await house.filed("With a photo.", files=tuple(kept), files_of="draft:1")
    return case, kept[0]


async def test_a_photo_is_blacked_out_by_typed_boxes_and_only_who_decides_sees_beneath(house: House) -> None:
    case, file = await photographed(house)
    editor, clerk = await house.clerk("editor"), await house.clerk("clerk")
    await editor.open(at(case, f"/black/{file}"))
    assert "200 wide and 100 high" in editor.told
    await editor.press("Black out", {"left0": "10"})
    assert editor.page.status == 409 and 'value="10"' not in editor.page.source
    await editor.open(at(case, f"/black/{file}"))
    await editor.press("Black out", {"left0": "20", "top0": "10", "width0": "80", "height0": "90"})
    assert "It is blacked out." in editor.told, editor.told
    seen, beneath = at(case, f"/files/{file}"), at(case, f"/files/{file}?size=beneath")
    assert await colours(clerk.http, seen) == (True, False), "black at the left, white at the right"
    assert await colours(clerk.http, beneath) == (True, False), "a clerk does not see beneath"
    assert await colours(editor.http, beneath) == (False, False)
    assert "signals.original_seen" in await house.audit(f"signals:{case.id}")
    assert (await house.stranger().open(seen)).url.split("?")[0].endswith("/sign-in")


async def colours(http: object, path: str) -> tuple[bool, bool]:
    """Whether the left and the right half of a picture are dark."""
    answer = await http.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200 and answer.headers["x-content-type-options"] == "nosniff"
    picture = Image.open(BytesIO(answer.content)).convert("L")
    left, right = picture.getpixel((40, 50)), picture.getpixel((160, 50))
    return left < 60, right < 60  # type: ignore[operator]


async def test_private_kinds_have_nothing_to_publish(house: House) -> None:
    case = await house.filed(category="social")
    editor = await house.clerk("editor")
    await editor.open(at(case, "/publish"))
    assert "never public" in editor.told
