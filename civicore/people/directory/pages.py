"""Pages on the way to the directory and back, and where it tells that somebody signed out."""

import logging
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, QueryParameter

from civicore.base.refusal import Refusal
from civicore.people import browsers
from civicore.people.desk_sign_in import Next, inside, sign_in_again, welcome
from civicore.people.directory import visits
from civicore.people.directory.doorman import Answer, Doorman
from civicore.people.directory.provider import Silent
from civicore.people.directory.way import LASTS, Way, begin, read
from civicore.people.guards import DESK, OPEN, people, session
from civicore.web.pages import language, runtime, site
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.people.directory")
_COOKIE = "desk-way"
_LONGEST = 4000  # characters of what the directory hands over
_SILENT = Refusal("directory.silent")
_Handed = Annotated[str, QueryParameter(max_length=_LONGEST)]
_State = Annotated[str, QueryParameter(name="state", max_length=_LONGEST)]  # "state" is a word of Litestar's


@get("/sign-in/directory", opt=OPEN)
async def go_there(request: AnyRequest, wanted: Next = "/desk", again: FromQuery[bool] = False) -> Response[Any]:
    """Begin a way to the directory; ``again`` where it has to ask who it is, whatever it remembers."""
    doorman, now = _doorman(request), runtime(request).clock.now()
    way = begin(now, inside(wanted), again=again)
    try:
        door = await doorman.door(way)
    except Silent as silent:
        return _not_now(request, silent)
    cookie = _cookie(request, way.cookie, int(LASTS.total_seconds()))
    headers = {"Location": door, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(None, status_code=303, headers=headers, cookies=[cookie])


@get("/sign-in/directory/back", opt=OPEN)
async def come_back(
    request: AnyRequest, code: _Handed = "", said: _State = "", error: _Handed = "", iss: _Handed = ""
) -> Response[Any]:
    """Judge what the browser brings from the directory."""
    doorman, way = _doorman(request), read(request.cookies.get(site(request).cookies.named(_COOKIE), ""))
    if way is None:
        return _refused(request, Refusal("directory.lost"))
    try:
        answer = Answer(code, said, error, iss)
        entered = await doorman.come_in(way, answer, DESK.caller(request), language(request))
    except Silent as silent:
        return _not_now(request, silent)
    if isinstance(entered, Refusal):
        return _refused(request, entered, way)
    if (before := session(request)) is not None:
        ended = before.id
        await runtime(request).transact(lambda unit: visits.end(ended))
    inward = welcome(request, entered, way.wanted)
    inward.cookies.append(_gone(request))
    return inward


@post("/staff-directory/sign-out", status_code=200)
async def signed_out_there(request: AnyRequest) -> Response[Any]:
    """OpenID Connect Back-Channel Logout 1.0: 200 when the sessions have ended, 400 for what is no such message."""
    doorman = people(request).directory
    if doorman is None:
        raise NotFoundException
    sent = await request.form()
    headers = {"Cache-Control": "no-store"}
    try:
        refusal = await doorman.leave(str(sent.get("logout_token", ""))[:_LONGEST])
    except Silent as silent:
        log.warning("a sign-out at the directory could not be judged: %s", silent)
        return Response({"error": "temporarily_unavailable"}, status_code=503, headers=headers)
    if refusal is not None:
        return Response({"error": "invalid_request"}, status_code=400, headers=headers)
    return Response(None, status_code=200, headers=headers)


def _doorman(request: AnyRequest) -> Doorman:
    found = people(request).directory
    if found is None:
        raise NotFoundException
    return found


def _not_now(request: AnyRequest, silent: Silent) -> Response[Any]:
    log.warning("nobody can sign in by the directory: %s", silent)
    return sign_in_again(request, _SILENT, status=503)


def _refused(request: AnyRequest, refusal: Refusal, way: Way | None = None) -> Response[Any]:
    if refusal.code == "sign_in.wait":
        return sign_in_again(request, refusal, status=429, headers=browsers.patience(request, refusal))
    answer = sign_in_again(request, refusal, status=422)
    if way is not None:
        answer.cookies.append(_gone(request))
    return answer


def _cookie(request: AnyRequest, value: str, seconds: int) -> Cookie:
    cookies = site(request).cookies
    return cookies.make(cookies.named(_COOKIE), value, seconds=seconds)


def _gone(request: AnyRequest) -> Cookie:
    cookies = site(request).cookies
    return cookies.forget(cookies.named(_COOKIE))


HANDLERS = (go_there, come_back)
HOOKS = (signed_out_there,)
