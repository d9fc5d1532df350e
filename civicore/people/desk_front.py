"""The desk's front page."""

from litestar import Response, get

from civicore.people.cards import tiles
from civicore.people.guards import people
from civicore.people.principals import current
from civicore.web.pages import page
from civicore.web.requests import AnyRequest


@get("/")
async def front(request: AnyRequest) -> Response[str]:
    """What is going on, and where to go."""
    shown = await tiles(people(request).cards, current(request), request)
    return page(request, "desk/front.html", personal=True, tiles=shown)


HANDLERS = (front,)
