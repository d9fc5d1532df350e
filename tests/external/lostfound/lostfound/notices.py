"""The letters to whoever has lost something, each with a sample for previews and tests."""

from __future__ import annotations

from collections.abc import Mapping

from civicore import City, Msgid, Notice
from lostfound.config import said

RECEIVED, FOUND = "lostfound.received", "lostfound.found"


def notices(city: City) -> tuple[Notice, ...]:
    """Both letters."""

    def sample() -> Mapping[str, object]:
        link = f"{city.deployment.url or 'https://city.example'}/lostfound/reports/sample"
        return {"link": link, "lost": "…", "words": "…", "collect": said(city).collect}

    return (
        Notice(RECEIVED, "lostfound/mail/received.txt", sample, title=Msgid("A report of a loss was received")),
        Notice(FOUND, "lostfound/mail/found.txt", sample, title=Msgid("Something like it was found")),
    )
