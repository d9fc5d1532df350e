"""Every page of the site, and every state of a page that looks different.

``{language}`` is the language in the address; the other marks are what ``test_pages.Facts`` has prepared.
"""

from __future__ import annotations

from tests.tools.pagecheck import State

SITE = (
    State("front", "/{language}/"),
    State("offices", "/{language}/contact"),
    State("office", "/{language}/offices/town_hall"),
    State("privacy", "/{language}/privacy"),
    State("accessibility", "/{language}/accessibility"),
    State("search", "/{language}/search"),
    State("found", "/{language}/search?q=pas"),
    State("nothing found", "/{language}/search?q=xyzzy"),
    State("lost", "/{language}/nowhere", status=404),
    State("text only", "/{language}/view/text?back=/"),
)

OWN_PAGES = (State("own page", "/{language}/pages/purpose"),)
