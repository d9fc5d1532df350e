"""What the counters bring to the desk: addresses, menu entries, a tile of the front page."""

from __future__ import annotations

from civicore import Card, DeviceScreen, Navigation, Routes
from civicore_ticketing import counter, counter_queue
from civicore_ticketing.counter_card import waiting_card
from civicore_ticketing.rights import CALL, SEE

PAGES = Routes("desk", [*counter.HANDLERS, *counter_queue.HANDLERS])

SCREENS = (DeviceScreen("ticketing.counter", "counter", f"{counter.PATH}/{{counter}}"),)

CARDS = (Card("ticketing.waiting", SEE, waiting_card, order=5),)

MENU = (
    Navigation(
        "ticketing.counter",
        "desk",
        "Counter",
        counter.PATH,
        order=50,
        permission=CALL,
        hint="Call who waits, serve them, send them on",
    ),
    Navigation(
        "ticketing.queue",
        "desk",
        "Waiting room",
        counter_queue.PATH,
        order=60,
        permission=SEE,
        hint="Who waits and where; close the queue and open it again",
    ),
)
