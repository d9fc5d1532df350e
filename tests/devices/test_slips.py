"""What a slip looks like: every letter of the cities' languages, and a code that a telephone reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from civicore.devices import raster
from civicore.devices.raster import MARGIN, WIDTH, font, picture_of, printable
from civicore.devices.slips import Slip, SlipLine

FONTS = {
    "DejaVuSans.ttf": "f265b84ff16b02c0d4ec59afa4f52272279fab8d2f920d4259f09d21a50d9c4e",
    "DejaVuSans-Bold.ttf": "6aea2cfdc483924a74d843f8b2a8e2c1d1357fb8b799d6e04ed1565061701078",
}
LETTERS = "Ґ є ї ř ů ѝ ₴ ě š č ž ý á í é ú ť ď ň ґ і щ ъ ь ю я Й"


@pytest.mark.parametrize("name", FONTS)
def test_the_fonts_are_the_ones_that_were_looked_at(name: str) -> None:
    assert hashlib.sha256((raster.FONTS / name).read_bytes()).hexdigest() == FONTS[name]
    assert "Bitstream" in (raster.FONTS / "LICENCE").read_text("utf-8")


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_every_letter_of_the_cities(bold: bool) -> None:
    letters = font(60, bold=bold)
    nothing = letters.getmask("\uffff").getbbox(), bytes(letters.getmask("\uffff"))
    drawn = {one: (letters.getmask(one).getbbox(), bytes(letters.getmask(one))) for one in LETTERS if one != " "}
    assert [one for one, shape in drawn.items() if shape == nothing] == []
    assert len(set(drawn.values())) == len(drawn)


def test_a_slip_is_black_and_white_and_as_wide_as_the_roll() -> None:
    picture = picture_of(Slip((SlipLine("A012", "huge"),)))
    assert (picture.mode, picture.width) == ("1", WIDTH)
    assert picture.convert("L").getextrema() == (0, 255)


def test_channel_case_41_letters_and_code_stand_on_the_ticket_exactly() -> None:
    address = "https://visits.example/cs/tickets/Nw4Zx2aB9"
    picture = picture_of(Slip((SlipLine(LETTERS, "normal", align="left"),), address))
    letters = font(30, bold=False)
    expected = Image.new("L", (WIDTH, int(30 * 1.25)), 255)
    ImageDraw.Draw(expected).text((MARGIN, 0), LETTERS.split(" Й")[0], font=letters, fill=0)
    black = expected.point(lambda value: 255 if value > 127 else 0)
    row = picture.convert("L").crop((0, MARGIN, WIDTH, MARGIN + black.height))
    wide = int(letters.getlength(LETTERS.split(" щ")[0]))
    assert (
        ImageChops.difference(row.crop((0, 0, wide, row.height)), black.crop((0, 0, wide, row.height))).getbbox()
        is None
    )
    assert [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))] == [address]


@pytest.mark.parametrize("length", [1, 4, 12, 40])
def test_a_label_of_any_length_stays_on_the_paper(length: int) -> None:
    picture = picture_of(Slip((SlipLine("W" * length, "huge", bold=True),))).convert("L")
    ink = ImageChops.invert(picture).getbbox()
    assert ink is not None
    assert ink[0] >= MARGIN - 4
    assert ink[2] <= WIDTH - MARGIN + 4


def test_a_long_line_goes_on_in_the_next() -> None:
    short = picture_of(Slip((SlipLine("Občanské průkazy"),)))
    long = picture_of(Slip((SlipLine("Občanské průkazy " * 6),)))
    assert long.height > 2 * short.height - 2 * MARGIN


def test_nothing_steers_the_printer_or_turns_the_writing() -> None:
    assert printable("A\x1b@\x00\x10\x04\u202e0\u200b12\n\n x") == "A @ 0 12 x"


def test_a_slip_is_kept_whole() -> None:
    slip = Slip((SlipLine("Ґанок", "small", True, "right"), SlipLine("2")), "https://x.example", "uk")
    assert Slip.unpacked(slip.packed()) == slip


def test_fonts_are_small() -> None:
    assert sum(path.stat().st_size for path in Path(raster.FONTS).iterdir()) < 200_000
