"""Who of the citizens is asking, on every page for the public."""

import logging
from dataclasses import dataclass

from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from civicore.citizens.accounts import Citizen
from civicore.citizens.book import Citizens
from civicore.citizens.here import citizen_here, citizen_required
from civicore.people.browsers import Marks
from civicore.people.guards import touched
from civicore.people.sessions import Session
from civicore.storage.delivering import described
from civicore.web.front import UNSPOKEN
from civicore.web.pages import runtime
from civicore.web.requests import AnyRequest

CITIZEN = Marks("citizen", "citizen-browser")
_OTHERS = UNSPOKEN | {"desk", "device"}
_OWN = "civicore."
log = logging.getLogger("civicore.citizens")


@dataclass(frozen=True)
class Mine:
    """The session of this browser and whose it is."""

    session: Session
    owner: Citizen


class CitizenThere(ASGIMiddleware):
    """Finds out who is signed in. Where the city asks for an account, strangers see only the core's own pages.

    A cookie of the staff says nothing here, and a citizen's says nothing at the desk.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and _matters(scope):
            request: AnyRequest = Request(scope, receive, send)
            await _identify(request)
            if _needs_account(request) and citizen_here(request) is None:
                answer = citizen_required(request)
                if isinstance(answer, Response):
                    app = answer.to_asgi_response(None, request)
                    await app(scope, receive, send)
                    return
        await next_app(scope, receive, send)


def citizens(request: AnyRequest) -> Citizens:
    """The accounts of the running city."""
    return runtime(request).services.one(Citizens)


def mine(request: AnyRequest, deed: str | None = None) -> Mine | Response[None]:
    """Whoever is signed in, or the way to the sign-in page; nothing is found of a deed that the city does not offer."""
    if deed is not None and not citizens(request).lets(deed):
        raise NotFoundException
    found = request.scope["state"].get("citizen_account")
    session = half_or_whole(request)
    if isinstance(found, Citizen) and session is not None:
        return Mine(session, found)
    stranger = citizen_required(request)
    if isinstance(stranger, Response):
        return stranger
    raise LookupError("a citizen without a session")


def half_or_whole(request: AnyRequest) -> Session | None:
    """The session of this browser; it may still lack the second factor."""
    found = request.scope["state"].get("citizen_session")
    return found if isinstance(found, Session) else None


def _matters(scope: Scope) -> bool:
    """Whether a citizen can be there: not at the desk, not at a device, and programs are nobody's account."""
    return scope["state"]["here"].path.removeprefix("/").partition("/")[0] not in _OTHERS


async def _identify(request: AnyRequest) -> None:
    token, state = CITIZEN.token(request), request.scope["state"]
    state["citizen"] = None
    if not token:
        return
    book = citizens(request)
    look = book.sessions.find if touched(request) else book.sessions.standing
    try:
        session = await look(token, runtime(request).clock.now())
        owner = await book.owning.one(session.owner) if session is not None else None
    except Exception as error:
        # Pages that need no database stand all the same; whose they are is not known now.
        log.error("the session of a citizen could not be read: %s", described(error))
        del state["citizen"]
        return
    if session is None or owner is None:
        return
    state["citizen_session"] = session
    if session.complete:
        state["citizen"], state["citizen_account"] = book.seen(owner), owner


def _needs_account(request: AnyRequest) -> bool:
    handler = request.scope["route_handler"]
    return citizens(request).rules.registration == "required" and not handler.fn.__module__.startswith(_OWN)
