"""The page of findings says what the code says."""

from __future__ import annotations

from tools import findingdocs


def test_the_page_of_findings_is_the_one_that_is_generated() -> None:
    assert findingdocs.PAGE.read_text("utf-8") == findingdocs.page(), "run make docs"
