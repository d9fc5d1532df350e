"""How the site and the desk lead to lost and found."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Msgid, Navigation
from lostfound import rights
from lostfound.config import said

TITLE = Msgid("Lost and found")


def navigation(city: City) -> Iterator[Navigation]:
    """The menu, the task of the front page, and the desk's menu."""
    label = said(city).title or TITLE
    yield Navigation("lostfound.menu", "public", label, "/lostfound", order=60)
    yield Navigation(
        "lostfound.home",
        "public",
        label,
        "/lostfound",
        order=60,
        place="home",
        hint=Msgid("See what was handed in, or report a loss"),
    )
    yield Navigation(
        "lostfound.desk",
        "desk",
        TITLE,
        "/desk/lostfound",
        order=180,
        permission=rights.SEE,
        hint=Msgid("Write down found things and tell their owners"),
    )
