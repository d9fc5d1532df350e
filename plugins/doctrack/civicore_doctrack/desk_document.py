"""One document at the desk: its way, all that was said of it as it came, who is told and whether it arrived."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Fate, Refusal, messages_about, needs
from civicore_doctrack import contacts, resending, rights, shown, store_followers, subscribing
from civicore_doctrack.citizen import first
from civicore_doctrack.desk_clerk import DESK, Clerk
from civicore_doctrack.store_followers import Follower

_SHOWN = 20  # followers of whom the newest message is shown


@dataclass(frozen=True)
class Told:
    """Somebody who follows, as staff see them; ``newest`` is the last message to them."""

    follower: Follower
    address: str
    newest: Fate | None


@get("/documents/at/{document:uuid}", guards=[needs(rights.SEE)])
async def dossier(request: AnyRequest, document: FromPath[UUID]) -> Response[Any]:
    """The whole of it."""
    return await _dossier(Clerk(request), document)


@post("/documents/at/{document:uuid}/resend", guards=[needs(rights.SEND)], status_code=200)
async def resend(request: AnyRequest, document: FromPath[UUID]) -> Response[Any]:
    """The newest message once more to one of those who follow."""
    clerk, data = Clerk(request), await request.form()
    try:
        follower = UUID(first(data, "follower"))
    except ValueError:
        return await _dossier(clerk, document, resending.UNKNOWN)
    refusal = await resending.resend(clerk.setting, document, follower, clerk.who)
    if refusal is not None:
        return await _dossier(clerk, document, refusal)
    return clerk.go(f"{DESK}/at/{document}", done="resent")


async def _dossier(clerk: Clerk, id: UUID, refusal: Refusal | None = None) -> Response[Any]:
    document = await clerk.tracking.document(id)
    if document is None:
        raise NotFoundException
    count, told = await _told(clerk, id)
    return clerk.page(
        "document.html",
        status=409 if refusal else 200,
        refusal=refusal,
        document=document,
        standing=document.standing,
        steps=shown.steps(clerk.plan, document.standing),
        said=sorted(document.observations, key=lambda one: one.seen_at, reverse=True),
        odd={one.id for one in document.standing.odd},
        unknown={one.id for one in document.standing.unknown},
        messages=await clerk.tracking.due_messages(id),
        followers=count,
        told=told,
    )


async def _told(clerk: Clerk, document: UUID) -> tuple[int, list[Told]]:
    async with clerk.runtime.store.reading():
        some = await store_followers.of_document(document, _SHOWN)
        fates = [await messages_about(subscribing.about(one.id)) for one in some]
        count = await store_followers.count(document)
    return count, [
        Told(one, contacts.masked(one.contact), sent[-1] if sent else None)
        for one, sent in zip(some, fates, strict=True)
    ]


HANDLERS = [dossier, resend]
