"""Rules of notices that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.parts import Finding, Notice


def unknown_notices(city: City, notices: Callable[[], Sequence[Notice]]) -> Iterator[Finding]:
    """L491: the file has rules for a notice that nothing in this city sends."""
    said = city.notifications.notices
    known = sorted({one.id for one in notices()}) if said else []
    for name in said:
        if name not in known:
            message = say("nothing here sends %(name)s; there are %(known)s", name=name, known=known)
            yield Finding("L491", message, ("notifications", "notices", name), at_key=True)
