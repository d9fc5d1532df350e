"""The houses under the front page's greeting stand from edge to edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from civicore.web.folders import CORE

_EXTENT = "() => { const b = document.querySelector('path').getBBox(); return [b.x, b.width, b.y + b.height]; }"
_ROOM = "() => { const v = document.documentElement.viewBox.baseVal; return [v.x, v.width, v.y + v.height]; }"


def test_the_drawing_fills_its_width_so_that_its_repeats_leave_no_gap(chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((CORE / "static" / "skyline.svg").as_uri())
    assert page.evaluate(_EXTENT) == pytest.approx(page.evaluate(_ROOM), abs=0.5)
    page.close()
