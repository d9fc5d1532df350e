"""Pages the law asks for, written from the file: what data are kept and how long, and how accessible the site is."""

from litestar import Response, get

from civicore.messaging.languages import Msgid
from civicore.web.kept import for_everybody
from civicore.web.pages import page, runtime
from civicore.web.requests import AnyRequest


@get("/privacy")
async def privacy(request: AnyRequest) -> Response[str]:
    """What is known about people, why, and when it is erased (GDPR, articles 13 and 17)."""
    for_everybody(request)
    city = runtime(request).city
    kept = city.retention
    bookings = [
        (Msgid("Bookings that were never confirmed"), kept.unconfirmed),
        (Msgid("Cancelled bookings"), kept.cancelled),
        (Msgid("Names and contacts after your visit"), kept.finished),
    ]
    always = [
        (Msgid("Records of which member of staff opened or changed your data"), kept.audit),
        (Msgid("Technical logs, which hold no names"), kept.logs),
        (Msgid("Backups: after this time nothing erased is left in them either"), kept.backups),
    ]
    return page(request, "site/privacy.html", rows=[*(bookings if city.section("booking") else ()), *always])


@get("/accessibility")
async def accessibility(request: AnyRequest) -> Response[str]:
    """The accessibility statement (directive 2016/2102): standard, state, date, contact."""
    for_everybody(request)
    return page(request, "site/accessibility.html", now=runtime(request).clock.now())
