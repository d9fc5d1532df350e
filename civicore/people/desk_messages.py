"""Which messages were sent about something, and what became of them; addresses only on request."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import QueryParameter

from civicore.people.principals import current, needs
from civicore.storage.messages import Fate, messages_about
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.pages import page, runtime
from civicore.web.requests import AnyRequest

About = Annotated[str, QueryParameter(name="about", pattern=r"^[a-z_.]{1,40}:[0-9a-f-]{36}$")]


@get("/messages", guards=[needs("messages.read")])
async def messages(request: AnyRequest, about: About) -> Response[str]:
    """Messages about one thing, with every try at sending them."""
    return await _shown(request, about, revealed=False)


@post("/messages", guards=[needs("messages.read"), needs("messages.reveal")], status_code=200)
async def reveal(request: AnyRequest, about: About) -> Response[str]:
    """The same with recipients and words; that they were looked at is written down."""

    async def work(unit: UnitOfWork) -> None:
        await unit.record("messages.revealed", actor=current(request).actor, subject=about)

    await runtime(request).transact(work)
    return await _shown(request, about, revealed=True)


async def _shown(request: AnyRequest, about: str, *, revealed: bool) -> Response[str]:
    async with runtime(request).store.reading():
        found = await messages_about(about)
    return page(
        request,
        "desk/messages.html",
        personal=True,
        about=about,
        found=found,
        masked={one.id: masked(one) for one in found},
        revealed=revealed,
    )


def masked(message: Fate) -> str:
    """Enough of a recipient to recognise it when it is said aloud, not enough to write to it."""
    local, at, domain = message.to.partition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return f"…{message.to[-3:]}" if message.to else ""


HANDLERS = (messages, reveal)
