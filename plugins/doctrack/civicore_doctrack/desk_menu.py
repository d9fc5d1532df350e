"""What documents bring to the desk: menu entries, addresses, a tile of the front page."""

from __future__ import annotations

from civicore import Card, Navigation, Routes
from civicore_doctrack import desk_document, desk_front, desk_note, desk_sources, rights
from civicore_doctrack.desk_clerk import DESK

PAGES = Routes(
    "desk",
    [*desk_front.HANDLERS, *desk_document.HANDLERS, *desk_note.HANDLERS, *desk_sources.HANDLERS],
)

CARDS = (Card("doctrack.raised", rights.SOURCES, desk_front.raised_card, order=60),)

MENU = (
    Navigation(
        "doctrack.desk",
        "desk",
        "Documents",
        DESK,
        order=150,
        permission=rights.SEE,
        hint="How far a document is, what was said of it, who is told",
    ),
    Navigation(
        "doctrack.sources",
        "desk",
        "Sources of documents",
        f"{DESK}/sources",
        order=320,
        permission=rights.SOURCES,
        hint="What other systems brought, and what nobody understands",
    ),
)
