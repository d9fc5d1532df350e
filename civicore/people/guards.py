"""Who may come in where. What nobody opened stays shut."""

from __future__ import annotations

from litestar import Request
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Guard, Receive, Scope, Send

from civicore.extension.parts import Area
from civicore.people.desk import Desk, DeskHere
from civicore.people.principals import Connection, current, remember
from civicore.people.sessions import Session
from civicore.people.team import People
from civicore.web.pages import here, href, runtime, site
from civicore.web.requests import AnyRequest

OPEN = {"desk_open": True}
"""The ``opt`` of the few desk pages that are made for people who are not signed in yet."""

COOKIE, BROWSER = "desk", "desk-browser"
_ASKING = ("/desk", "/device", "/api")


def desk_guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Staff only, every factor given."""
    if not handler.opt.get("desk_open") and current(connection).kind != "staff":
        raise NotAuthorizedException


def device_guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Enrolled devices only."""
    if current(connection).kind != "device":
        raise NotAuthorizedException


GUARDS: dict[Area, list[Guard]] = {"desk": [desk_guard], "device": [device_guard]}


class WhoIsThere(ASGIMiddleware):
    """Finds out who is asking, by bearer token or, at the desk, by cookie; sends strangers to the sign-in page."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP:
            request: AnyRequest = Request(scope, receive, send)
            area = here(request).path
            if area.startswith(_ASKING):
                await _identify(request)
            if _at_desk(area):
                if current(request).kind != "staff" and not _is_open(scope):
                    await _see_other(_sign_in(request), send)
                    return
                desk = Desk(current(request), people(request).menu)
                scope["state"]["here"] = DeskHere.at(here(request), desk)
        await next_app(scope, receive, send)


def people(request: AnyRequest) -> People:
    """The team of the running city."""
    return runtime(request).services.one(People)


def session(request: AnyRequest) -> Session | None:
    """The session of this browser; it may still lack the second factor."""
    found = request.scope["state"].get("session")
    return found if isinstance(found, Session) else None


async def _identify(request: AnyRequest) -> None:
    team = people(request)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        principal = await team.with_token(token.strip())
        if principal is None:
            raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
        remember(request, principal)
    elif _at_desk(here(request).path):
        await _by_cookie(request, team)


async def _by_cookie(request: AnyRequest, team: People) -> None:
    token = request.cookies.get(site(request).cookies.named(COOKIE), "")
    found = await team.sessions.find(token, runtime(request).clock.now()) if token else None
    if found is None:
        return
    request.scope["state"]["session"] = found
    principal = await team.behind(found) if found.complete else None
    if principal is not None:
        remember(request, principal)


def _at_desk(path: str) -> bool:
    return path == "/desk" or path.startswith("/desk/")


def _is_open(scope: Scope) -> bool:
    return bool(scope["route_handler"].opt.get("desk_open"))


def _sign_in(request: AnyRequest) -> str:
    place = here(request)
    if request.method != "GET" or place.path == "/desk":
        return href(request, "/desk/sign-in")
    wanted = place.path + (f"?{place.query}" if place.query else "")
    return href(request, "/desk/sign-in", next=wanted)


async def _see_other(target: str, send: Send) -> None:
    headers = [(b"location", target.encode("latin-1")), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
