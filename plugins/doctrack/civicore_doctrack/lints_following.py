"""What following a document needs: a question of consent, and channels that the city has."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding, say
from civicore_doctrack.config import DocTrack

_CHATS = ("telegram", "viber")


def check(city: City, said: DocTrack) -> Iterator[Finding]:
    """L431 and L477: people who could be told are never asked, or the other way round.

    L413: a channel that is not there.
    """
    ways = [one for one in said.notify_by if one != "web"]
    if ways and said.opt_in is None:
        message = say("nobody is told without consent, and the question is missing: write doctrack.opt_in")
        yield Finding("L431", message, ("doctrack", "notify_by"))
    if said.opt_in is not None and not ways:
        message = say("people are asked whether to be told, but notify_by names no way to tell them")
        yield Finding("L477", message, ("doctrack", "opt_in"), at_key=True)
    there = {"email": city.channels.email, "sms": city.channels.sms, **dict.fromkeys(_CHATS, city.section("bots"))}
    for place, way in enumerate(said.notify_by):
        if way in there and not there[way]:
            message = say("the city has no channel %(way)s, so nobody can choose it", way=way)
            yield Finding("L413", message, ("doctrack", "notify_by", place), "warning" if way in _CHATS else "error")
