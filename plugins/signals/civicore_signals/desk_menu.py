"""What cases bring to the desk: menu entries, addresses, tiles of the front page."""

from __future__ import annotations

from civicore import Card, Navigation, Routes
from civicore_signals import (
    desk_case,
    desk_inbox,
    desk_join,
    desk_new,
    desk_photos,
    desk_place,
    desk_public,
    desk_raised,
    rights,
)
from civicore_signals import desk_figures as figures
from civicore_signals.desk_cards import inbox_card, late_card
from civicore_signals.desk_clerk import DESK
from civicore_signals.desk_new import NEW

PAGES = Routes(
    "desk",
    [
        *desk_inbox.HANDLERS,
        *desk_new.HANDLERS,
        *desk_case.HANDLERS,
        *desk_public.HANDLERS,
        *desk_photos.HANDLERS,
        *desk_join.HANDLERS,
        *desk_place.HANDLERS,
        *figures.HANDLERS,
        *desk_raised.HANDLERS,
    ],
)

CARDS = (
    Card("signals.inbox", rights.SEE, inbox_card, order=30),
    Card("signals.late", rights.SEE, late_card, order=40),
    Card("signals.raised", rights.SEE, desk_raised.raised_card, order=45),
)

MENU = (
    Navigation(
        "signals.desk",
        "desk",
        "Cases",
        DESK,
        order=130,
        permission=rights.SEE,
        hint="Signals, questions and letters: who works on them, what is due",
    ),
    Navigation(
        "signals.desk_new",
        "desk",
        "File for a caller",
        NEW,
        order=140,
        permission=rights.FILE_FOR,
        hint="For somebody who calls, comes or writes on paper",
    ),
    Navigation(
        "signals.figures",
        "desk",
        "Figures of cases",
        figures.PATH,
        order=310,
        permission=rights.SEE,
        hint="How many came, how long they took, how they ended",
    ),
)
