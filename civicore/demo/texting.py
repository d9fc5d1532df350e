"""A demo's telephone: what a citizen would write to the city's number, typed into a form."""

from typing import Any

from litestar import Request, Response, post
from litestar.exceptions import NotFoundException

from civicore.base.codes import new_id
from civicore.demo.devices import demo_of
from civicore.messaging.sms.gateway import Came
from civicore.messaging.sms.incoming import Incoming
from civicore.web.pages import runtime

AnyRequest = Request[Any, Any, Any]


def telephone(request: AnyRequest) -> Incoming | None:
    """What hears text messages; None in a city without them."""
    return next(iter(runtime(request).services.all(Incoming)), None)


def telephone_words(request: AnyRequest) -> dict[str, Any]:
    """What the page with the form needs: the city's number and an example of what can be written to it."""
    sms = runtime(request).city.channels.sms
    if sms is None or telephone(request) is None:
        return {"telephone": None}
    example = sms.booking.example if sms.booking is not None else None
    return {"telephone": sms.number or sms.sender or "", "example": example}


@post("/demo/sms", status_code=303)
async def text_in(request: AnyRequest) -> Response[None]:
    """Take a text message as a gateway would hand it over, and show what comes of it."""
    demo_of(request)
    incoming, typed = telephone(request), await request.form()
    if incoming is None:
        raise NotFoundException
    words = str(typed.get("text", ""))
    await incoming.take(Came(str(typed.get("sender", "")), words, words, new_id().hex))
    await request.app.state.outbox.flush()
    return Response(None, status_code=303, headers={"Location": "/demo/outbox"})


HANDLERS = (text_in,)
