"""What the manual says of hooks, settings, contracts, notices, commands and the API is what the code says."""

from __future__ import annotations

import pytest

from tools.pages.all import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"
