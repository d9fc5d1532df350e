"""The pages of signals for citizens, and how the site leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Navigation, Routes
from civicore_signals import web_case, web_follow, web_front, web_list, web_mine, web_new, web_own

PAGES = Routes(
    "public",
    [
        *web_front.HANDLERS,
        *web_new.HANDLERS,
        *web_list.HANDLERS,
        *web_case.HANDLERS,
        *web_follow.HANDLERS,
        *web_mine.HANDLERS,
        *web_own.HANDLERS,
    ],
)
STOPS = Routes("hook", [web_follow.stop_at_once])


def navigation(city: City) -> Iterator[Navigation]:
    """The menu, the tasks of the front page, and what belongs to whoever has signed in."""
    yield Navigation("signals.menu", "public", "Signals", "/signals", order=20)
    yield Navigation(
        "signals.new",
        "public",
        "Tell us about a problem",
        "/signals/new",
        order=10,
        place="home",
        hint="Send a signal, a question or a letter. We tell you what becomes of it.",
    )
    if city.accounts.enabled:
        yield Navigation("signals.my_items", "public", "My signals", "/signals/mine", order=10, place="account")
        label = "My subscriptions"
        yield Navigation(
            "signals.my_subscriptions", "public", label, "/signals/subscriptions", order=20, place="account"
        )
