"""Pictures for demo cases, drawn by ourselves: a street, and something on it that is not as it should be."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from civicore import files

_WIDTH, _HEIGHT, _THUMB = 960, 720, 320
_SKIES = ("#b7d3ea", "#d9e2e8", "#9fc3dd", "#e9d6bb")
_WALLS = ("#c9b79c", "#b5695a", "#d8d3c6", "#8d99a6")


def drawn(number: int) -> files.Clean:
    """One of some pictures, always the same for a number."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _SKIES[number % len(_SKIES)])
    draw = ImageDraw.Draw(picture)
    _houses(draw, number)
    draw.rectangle((0, 430, _WIDTH, 480), fill="#a7a7a2")  # pavement
    draw.rectangle((0, 480, _WIDTH, _HEIGHT), fill="#5c5f63")  # road
    for left in range(-60 + number * 17 % 120, _WIDTH, 180):
        draw.polygon([(left, 600), (left + 90, 600), (left + 80, 616), (left - 10, 616)], fill="#e8e6df")
    (_hole, _heap, _lamp, _branch)[number // 3 % 4](draw, 300 + number * 53 % 360)
    thumb = picture.resize((_THUMB, _THUMB * _HEIGHT // _WIDTH))
    return files.Clean(f"photo-{number}.jpg", "image/jpeg", _jpeg(picture), _jpeg(thumb), _WIDTH, _HEIGHT)


def _houses(draw: ImageDraw.ImageDraw, number: int) -> None:
    for index in range(4):
        left, top = index * 250 - 20, 90 + (number * 31 + index * 67) % 120
        draw.rectangle((left, top, left + 235, 430), fill=_WALLS[(number + index) % len(_WALLS)])
        for row in range(top + 30, 380, 80):
            for column in range(left + 25, left + 210, 70):
                draw.rectangle((column, row, column + 36, row + 46), fill="#46596b")


def _hole(draw: ImageDraw.ImageDraw, at: int) -> None:
    draw.ellipse((at, 560, at + 230, 650), fill="#2c2a28")
    draw.ellipse((at + 25, 580, at + 190, 640), fill="#171615")


def _heap(draw: ImageDraw.ImageDraw, at: int) -> None:
    for index, colour in enumerate(("#3d4f3a", "#20242b", "#6b5a45", "#1e2f4a", "#3a3a3a")):
        left = at + index * 45
        draw.ellipse((left, 400 - index % 2 * 40, left + 110, 500), fill=colour)


def _lamp(draw: ImageDraw.ImageDraw, at: int) -> None:
    draw.rectangle((at, 120, at + 14, 480), fill="#2f3338")
    draw.polygon([(at, 120), (at + 90, 100), (at + 90, 116), (at + 14, 136)], fill="#2f3338")
    draw.ellipse((at + 80, 96, at + 120, 124), fill="#4a4d50")


def _branch(draw: ImageDraw.ImageDraw, at: int) -> None:
    draw.rectangle((at, 200, at + 36, 470), fill="#5a4028")
    draw.ellipse((at - 110, 60, at + 140, 270), fill="#4f7a3d")
    draw.line([(at + 18, 300), (at + 190, 380), (at + 260, 470)], fill="#5a4028", width=16)


def _jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
