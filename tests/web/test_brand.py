"""Whatever colours a city brings, every word can be read on what it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicore.deployment.colours import contrast
from civicore.web.brand import Tokens, dark, initial_icon, light, stylesheet

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
WORDS = ("ink", "muted", "link", "bad", "good", "care")
TEXT_PAIRS = [
    *[(word, ground) for word in WORDS for ground in ("bg", "surface", "raised", "tint")],
    *[(name, f"{name}-tint") for name in ("bad", "good", "care")],
    *[("ink", f"{name}-tint") for name in ("bad", "good", "care")],
    ("on-brand", "brand"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
]
CONTROL_PAIRS = [("edge", "bg"), ("edge", "raised"), ("action", "bg")]
FOCUS, FOCUS_EDGE = "#ffbf47", "#111111"


@dataclass(frozen=True)
class Palette:
    primary: str = "#1d4f91"
    on_primary: str | None = None
    accent: str | None = None
    text: str = "#1a1a1a"
    background: str = "#ffffff"


def unreadable(tokens: Tokens) -> list[str]:
    pairs = [(one, other, 4.5) for one, other in TEXT_PAIRS] + [(one, other, 3.0) for one, other in CONTROL_PAIRS]
    return [
        f"{one} {tokens[one]} on {other} {tokens[other]}: {contrast(tokens[one], tokens[other]):.2f}"
        for one, other, least in pairs
        if contrast(tokens[one], tokens[other]) < least
    ]


@settings(max_examples=150, deadline=None)
@given(primary=COLOUR)
def test_any_primary_colour_can_be_read_in_light_and_dark(primary: str) -> None:
    for scheme in (light, dark):
        assert unreadable(scheme(Palette(primary))) == []


@settings(max_examples=150, deadline=None)
@given(primary=COLOUR, on_primary=st.none() | COLOUR, text=COLOUR, background=COLOUR)
def test_any_four_colours_can_be_read(primary: str, on_primary: str | None, text: str, background: str) -> None:
    for scheme in (light, dark):
        assert unreadable(scheme(Palette(primary, on_primary, None, text, background))) == []


@pytest.mark.parametrize("primary", ["#ffff00", "#000000", "#777777", "#ffffff", "#00543c", "#7a1f2b"])
def test_hard_colours_give_a_palette(primary: str) -> None:
    assert unreadable(light(Palette(primary))) + unreadable(dark(Palette(primary))) == []
    assert light(Palette(primary))["brand"] == primary


@given(ground=COLOUR)
def test_the_focus_ring_is_seen_on_any_ground(ground: str) -> None:
    assert max(contrast(FOCUS, ground), contrast(FOCUS_EDGE, ground)) >= 3


def test_a_citys_own_word_colour_is_kept_when_it_can_be_read() -> None:
    assert light(Palette("#00543c", "#ffeeaa"))["on-brand"] == "#ffeeaa"
    assert light(Palette("#00543c", "#00643c"))["on-brand"] == "#ffffff"


def test_the_accent_is_the_citys_or_drawn_from_its_colour() -> None:
    assert light(Palette("#00543c", accent="#d4a017"))["accent"] == "#d4a017"
    assert light(Palette("#00543c"))["accent"] != "#00543c"


def test_the_style_sheet_has_both_schemes_and_paper_is_light() -> None:
    written = stylesheet(Palette())
    assert written.count("--brand:#1d4f91") == 3
    assert "prefers-color-scheme:dark" in written
    assert written.index("@media print") > written.index("prefers-color-scheme:dark")


def test_the_icon_is_drawn_from_the_initial() -> None:
    assert ">T</text>" in initial_icon("trutnov", Palette("#00543c"))
    assert "&lt;" in initial_icon("<", Palette())
    assert "<text" in initial_icon("", Palette())
