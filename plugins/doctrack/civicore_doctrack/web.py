"""The pages of documents for citizens, and how the site leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Navigation, Routes
from civicore_doctrack import web_follow, web_front, web_result

PAGES = Routes("public", [*web_front.HANDLERS, *web_result.HANDLERS, *web_follow.HANDLERS])
STOPS = Routes("hook", [web_follow.stop_at_once])


def navigation(city: City) -> Iterator[Navigation]:
    """The menu, and the task of the front page."""
    label = city.section("doctrack").title or "Track a document"
    yield Navigation("doctrack.menu", "public", label, "/documents", order=25)
    yield Navigation(
        "doctrack.find",
        "public",
        label,
        "/documents",
        order=20,
        place="home",
        hint="See how far it is, and be told of each stage",
    )
