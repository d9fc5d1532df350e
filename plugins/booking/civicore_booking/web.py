"""The citizen's pages of booking, and how the front page leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Navigation, Routes
from civicore_booking import (
    web_cancel,
    web_change,
    web_choose,
    web_draws,
    web_form,
    web_pass,
    web_telephone,
    web_visit,
    web_waiting,
)

PAGES = Routes(
    "public",
    [
        *web_choose.HANDLERS,
        *web_form.HANDLERS,
        *web_pass.HANDLERS,
        *web_draws.HANDLERS,
        *web_telephone.HANDLERS,
        *web_visit.HANDLERS,
        *web_change.HANDLERS,
        *web_cancel.HANDLERS,
        *web_waiting.HANDLERS,
    ],
)


def navigation(city: City) -> Iterator[Navigation]:
    """Booking and cancelling under the city's own labels, where the city offers them."""
    policy = city.policy("booking")
    if not policy.enabled or not policy.channel("web").enabled:
        return
    label = city.channels.web.label or "Book a visit"
    yield Navigation("booking.menu", "public", label, "/booking", order=10)
    yield Navigation(
        "booking.book",
        "public",
        label,
        "/booking",
        order=10,
        place="home",
        hint="Choose a day and time. You will not have to wait.",
    )
    way = policy.cancellation.ways.open("web_form")
    if way is not None:
        cancel = way.label or "Cancel a booking"
        hint = "You need the code from our e-mail."
        yield Navigation("booking.cancel", "public", cancel, "/booking/cancel", order=20, place="home", hint=hint)
        if way.section is not None:  # the city names the section in which the service stands
            yield Navigation("booking.cancel_menu", "public", cancel, "/booking/cancel", order=11)
