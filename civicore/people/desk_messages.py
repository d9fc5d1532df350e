"""Which messages were sent about something, and what became of them; addresses only on request."""

from typing import Annotated

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter

from civicore.contracts.subjects import Subjects
from civicore.people.principals import current, needs
from civicore.storage.messages import Fate, messages_about
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.pages import page, runtime
from civicore.web.requests import AnyRequest

About = Annotated[str, QueryParameter(name="about", pattern=r"^[a-z_.]{1,40}:[0-9a-f-]{36}$")]


@get("/messages", guards=[needs("messages.read")])
async def messages(request: AnyRequest, about: About) -> Response[str]:
    """Messages about one thing, with every try at sending them."""
    await _check_visible(request, about)
    return await _shown(request, about, revealed=False)


@post("/messages", guards=[needs("messages.read"), needs("messages.reveal")], status_code=200)
async def reveal(request: AnyRequest, about: About) -> Response[str]:
    """The same with recipients and words; that they were looked at is written down."""
    if _to_staff(about):
        raise NotFoundException

    async def work(unit: UnitOfWork) -> None:
        await unit.record("messages.revealed", actor=current(request).actor, subject=about)

    await _check_visible(request, about)
    await runtime(request).transact(work)
    return await _shown(request, about, revealed=True)


def _to_staff(about: str) -> bool:
    """Letters to colleagues hold links that open their accounts: they are shown to nobody but their owners."""
    return about.startswith("staff:")


async def _check_visible(request: AnyRequest, about: str) -> None:
    """404 for what belongs to another department (S49); what nobody answers for is for all departments."""
    who = current(request)
    for one in runtime(request).services.all(Subjects):  # type: ignore[type-abstract]
        seen = await one.visible(about, who)
        if seen is not None:
            break
    else:
        seen = who.departments is None
    if not seen:
        raise NotFoundException


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
        can_reveal=not _to_staff(about) and current(request).may("messages.reveal"),
        words={one.id: one.text for one in found if revealed and not one.notice.startswith("people.")},
    )


def masked(message: Fate) -> str:
    """Enough of a recipient to recognise it when it is said aloud, not enough to write to it."""
    local, at, domain = message.to.partition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return f"…{message.to[-3:]}" if message.to else ""


HANDLERS = (messages, reveal)
