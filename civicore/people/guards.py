"""Who may come in where. What nobody opened stays shut."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import unquote

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Guard, Message, Receive, Scope, Send

from civicore.extension.parts import Area
from civicore.people.browsers import Marks
from civicore.people.desk import Desk, DeskHere
from civicore.people.principals import Connection, Principal, current, remember
from civicore.people.sessions import Session
from civicore.people.team import People
from civicore.web.pages import here, href, runtime, site
from civicore.web.requests import AnyRequest, header

OPEN = {"desk_open": True}
"""The ``opt`` of the few desk pages that are made for people who are not signed in yet."""

DEVICE_OPEN = {"device_open": True}
"""The ``opt`` of the page at which a device is enrolled."""

DESK = Marks("desk", "desk-browser")
REPAIRS = "repairs.notices"
"""The entry of the menu behind which repair notices stand."""
_YEAR = 365 * 24 * 3600  # seconds
BY_ITSELF = "x-by-itself"
"""A script asks with this header when nobody has touched the page since it asked last."""
_BY_COOKIE, _BY_TOKEN = ("/desk", "/device"), "/api"


async def desk_guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Staff only, every factor given."""
    if not handler.opt.get("desk_open") and current(connection).kind != "staff":
        raise NotAuthorizedException


async def device_guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Enrolled devices only, each at its own address."""
    if handler.opt.get("device_open"):
        return
    person = current(connection)
    if person.kind != "device":
        raise NotAuthorizedException
    if _device_of(connection, connection.scope["state"]["here"].path) != person.id:
        raise NotFoundException


GUARDS: dict[Area, list[Guard]] = {"desk": [desk_guard], "device": [device_guard]}


class WhoIsThere(ASGIMiddleware):
    """Finds out who is asking, by bearer token or, at the desk, by cookie; sends strangers to the sign-in page."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and _matters(scope):
            request: AnyRequest = Request(scope, receive, send)
            area = here(request).path
            await _identify(request)
            if _at_desk(area):
                if current(request).kind != "staff" and not _is_open(scope):
                    await _see_other(_sign_in(request), send)
                    return
                waiting = {REPAIRS: runtime(request).repairs.waiting}
                desk = Desk(current(request), people(request).menu, waiting)
                scope["state"]["here"] = DeskHere.at(here(request), desk)
            if _at_device(area):
                if current(request).kind != "device" and _wants_page(request):
                    await _see_other(href(request, "/device/enrol"), send)
                    return
                send = _renewing(request, send)
        await next_app(scope, receive, send)


def people(request: AnyRequest) -> People:
    """The team of the running city."""
    return runtime(request).services.one(People)


def session(request: AnyRequest) -> Session | None:
    """The session of this browser; it may still lack the second factor."""
    found = request.scope["state"].get("session")
    return found if isinstance(found, Session) else None


def _matters(scope: Scope) -> bool:
    """Whether anybody but a visitor can be there: the desk and devices know cookies too, programs a token alone."""
    path = scope["state"]["here"].path
    return path.startswith(_BY_COOKIE) or (path.startswith(_BY_TOKEN) and header(scope, b"authorization") is not None)


async def _identify(request: AnyRequest) -> None:
    kind, _, token = (header(request.scope, b"authorization") or "").partition(" ")
    if kind.lower() == "bearer":
        team = people(request)
        principal = await team.with_token(token.strip())
        if principal is None:
            raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
        _remember(request, principal, partial(team.with_token, token.strip()))
    elif _at_desk(here(request).path):
        await _by_cookie(request, people(request))
    elif _at_device(here(request).path):
        await _by_device_cookie(request, people(request))


async def _by_cookie(request: AnyRequest, team: People) -> None:
    token = DESK.token(request)
    look = team.sessions.find if touched(request) else team.sessions.standing
    found = await look(token, runtime(request).clock.now()) if token else None
    if found is None:
        return
    request.scope["state"]["session"] = found
    principal = await team.behind(found) if found.complete else None
    if principal is not None:
        _remember(request, principal, partial(team.with_session, token))


def touched(request: AnyRequest) -> bool:
    """Whether a person did something; what a page asks by itself would keep it signed in for ever (S45)."""
    stream = request.headers.get("accept", "") == "text/event-stream"
    return not stream and BY_ITSELF not in request.headers


async def _by_device_cookie(request: AnyRequest, team: People) -> None:
    """The cookie of the device whose address this is; those of other devices in the same browser do not count."""
    device = _device_of(request, here(request).path)
    token = request.cookies.get(site(request).cookies.named(device_cookie(device)), "")
    principal = await team.with_device_cookie(device, token) if token else None
    if principal is not None:
        _remember(request, principal, partial(team.with_device_cookie, device, token))
        request.scope["state"]["device_token"] = token


def _remember(request: AnyRequest, principal: Principal, again: Callable[[], Awaitable[Principal | None]]) -> None:
    """For the handlers; and for streams, which outlive the request, how to ask whether all this is still so (S46)."""

    async def admitted_still() -> bool:
        now = await again()
        return now is not None and _rights(now) == _rights(principal)

    remember(request, principal)
    request.scope["state"]["admitted_still"] = admitted_still


def _rights(person: Principal) -> tuple[object, ...]:
    return person.actor, person.role, person.departments


def device_cookie(device: str) -> str:
    """The name of a device's cookie: one browser may be kiosk and board."""
    return f"device-{device}"


def admitted(request: AnyRequest, device: str, token: str) -> Cookie:
    """The cookie by which a browser is this device."""
    cookies = site(request).cookies
    return cookies.make(cookies.named(device_cookie(device)), token, seconds=_YEAR, same_site="strict")


def _device_of(connection: Connection, path: str) -> str:
    """The device of an address ``/device/{device}/…`` by its full name; with one office the short one will do."""
    name = unquote(path).removeprefix("/device/").partition("/")[0]
    offices = list(connection.app.state.runtime.city.offices)
    return name if "." in name or len(offices) != 1 else f"{offices[0]}.{name}"


def _wants_page(request: AnyRequest) -> bool:
    """A person looks at a browser, and the page is not the one at which devices are enrolled."""
    is_open = request.scope["route_handler"].opt.get("device_open")
    return not is_open and request.method == "GET" and "text/html" in request.headers.get("accept", "")


def _renewing(request: AnyRequest, send: Send) -> Send:
    """Browsers keep a cookie for a year or so at most: each page that a device opens begins it anew."""
    token = request.scope["state"].get("device_token")
    if token is None or not _wants_page(request):
        return send
    cookie = admitted(request, current(request).id, token).to_encoded_header()

    async def renewing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], cookie]
        await send(message)

    return renewing


def _at_device(path: str) -> bool:
    return path.startswith("/device/")


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
