"""For staff: messages that reached nobody, over all departments, and sending them once more."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.contracts.subjects import Subjects
from civicore.people.principals import current, needs
from civicore.ways.failures import Failure, again, failures
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

PATH = "/not-delivered"
_TO_STAFF = "staff:"  # letters to colleagues hold links that open their accounts


@get(PATH, guards=[needs("messages.read")])
async def not_delivered(request: AnyRequest) -> Response[Any]:
    """The latest first."""
    return await _shown(request, None)


@post(f"{PATH}/{{message:uuid}}/{{channel:str}}", guards=[needs("messages.read")], status_code=200)
async def send_again(request: AnyRequest, message: FromPath[UUID], channel: FromPath[str]) -> Response[Any]:
    """Once more, by this channel; only what this colleague may see."""
    seen = {one.fate.id for one in await _visible(request)}
    refusal: Refusal | None = Refusal("ways.nothing_left")
    if message in seen:
        refusal = await again(runtime(request), message, channel, current(request).actor)
    return redirect(request, f"/desk{PATH}", sent=1) if refusal is None else await _shown(request, refusal)


async def _shown(request: AnyRequest, refusal: Refusal | None) -> Response[Any]:
    return page(
        request,
        "desk/ways/failures.html",
        status=422 if refusal else 200,
        personal=True,
        found=await _visible(request),
        refusal=refusal,
        sent=request.query_params.get("sent") == "1",
    )


async def _visible(request: AnyRequest) -> Sequence[Failure]:
    """Those about things that this colleague may see (S49)."""
    every = [one for one in await failures(runtime(request)) if not one.fate.about.startswith(_TO_STAFF)]
    return [one for one in every if await _may_see(request, one.fate.about)]


async def _may_see(request: AnyRequest, about: str) -> bool:
    who = current(request)
    for one in runtime(request).services.all(Subjects):  # type: ignore[type-abstract]
        seen = await one.visible(about, who)
        if seen is not None:
            return seen
    return who.departments is None


HANDLERS = (not_delivered, send_again)
