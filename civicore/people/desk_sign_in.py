"""Pages for coming in and leaving: password, second factor, forgotten password, links that work once."""

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery, QueryParameter

from civicore.base.refusal import Refusal
from civicore.messaging.languages import Msgid
from civicore.people.guards import BROWSER, COOKIE, OPEN, people, session
from civicore.people.principals import current
from civicore.people.sign_in import Caller, SignedIn
from civicore.people.typed import typed
from civicore.web.forms import Answers, Field, Form
from civicore.web.here import local_path
from civicore.web.pages import href, page, redirect, runtime, site
from civicore.web.requests import AnyRequest

_HALF_YEAR = 180 * 24 * 3600
_SIGN_IN = Form([Field("email", "E-mail", "email", autocomplete="username")])
_CODE = Form([Field("code", "Code", autocomplete="one-time-code", max_length=20, width=10)])
_FORGOTTEN = Form([Field("email", "E-mail", "email", autocomplete="username")])
PASSWORD = {"password": Msgid("Password")}
Next = Annotated[str, QueryParameter(name="next", max_length=500)]


@get("/sign-in", opt=OPEN)
async def sign_in_page(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Ask for e-mail and password; whoever is in already goes on."""
    if current(request).kind == "staff":
        return go(request, inside(wanted))
    return page(request, "desk/sign_in.html", personal=True, form=_SIGN_IN, answers=None)


@post("/sign-in", opt=OPEN, status_code=200)
async def sign_in(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge e-mail and password."""
    answers, given = await typed(request, _SIGN_IN, PASSWORD)
    if answers.errors:
        return page(request, "desk/sign_in.html", status=422, personal=True, form=_SIGN_IN, answers=answers)
    entered = await people(request).sign_in.with_password(answers.values["email"], given["password"], caller(request))
    if isinstance(entered, Refusal):
        return _not_in(request, "desk/sign_in.html", _SIGN_IN, answers, "password", entered)
    return welcome(request, entered, wanted)


@get("/second-factor", opt=OPEN)
async def code_page(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Ask for the code, or lead to where the second factor is set up."""
    half = session(request)
    if half is None or half.complete:
        return redirect(request, "/desk/sign-in")
    owner = await people(request).staff.one(half.owner)
    if owner is not None and not owner.enrolled:
        return redirect(request, "/desk/second-factor/set-up", next=inside(wanted))
    return page(request, "desk/code.html", personal=True, form=_CODE, answers=None)


@post("/second-factor", opt=OPEN, status_code=200)
async def code(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge the code."""
    half = session(request)
    if half is None or half.complete:
        return redirect(request, "/desk/sign-in")
    answers, _ = await typed(request, _CODE)
    if answers.errors:
        return page(request, "desk/code.html", status=422, personal=True, form=_CODE, answers=answers)
    entered = await people(request).sign_in.with_code(half, answers.values["code"], caller(request))
    if isinstance(entered, Refusal):
        return _not_in(request, "desk/code.html", _CODE, answers, "code", entered)
    return welcome(request, entered, wanted)


@post("/sign-out", opt=OPEN)
async def sign_out(request: AnyRequest) -> Response[None]:
    """Leave; the next person at this computer finds nothing."""
    found = session(request)
    if found is not None:
        await people(request).sign_in.out(found)
    cookies = site(request).cookies
    return redirect(request, "/desk/sign-in", cookies=[cookies.forget(cookies.named(COOKIE))])


@get("/forgotten", opt=OPEN)
async def forgotten_page(request: AnyRequest, sent: FromQuery[bool] = False) -> Response[str]:
    """Ask whose password is forgotten; afterwards the same sentence for everybody."""
    template = "desk/forgotten_sent.html" if sent else "desk/forgotten.html"
    return page(request, template, personal=True, form=_FORGOTTEN, answers=None)


@post("/forgotten", opt=OPEN, status_code=200)
async def forgotten(request: AnyRequest) -> Response[Any]:
    """Send the link if there is such an account."""
    answers, _ = await typed(request, _FORGOTTEN)
    if answers.errors:
        return page(request, "desk/forgotten.html", status=422, personal=True, form=_FORGOTTEN, answers=answers)
    await people(request).entrance.ask_reset(answers.values["email"], caller(request).network)
    return redirect(request, "/desk/forgotten", sent="true")


def caller(request: AnyRequest) -> Caller:
    """Where the request comes from."""
    address = request.client.host if request.client else ""
    return Caller(address, request.cookies.get(site(request).cookies.named(BROWSER), ""))


def welcome(request: AnyRequest, entered: SignedIn, wanted: str = "/desk") -> Response[None]:
    """Go on with the new session: inside, or to the second factor."""
    if not entered.complete:
        return redirect(request, "/desk/second-factor", cookies=session_cookies(request, entered), next=inside(wanted))
    return go(request, inside(wanted), session_cookies(request, entered))


def go(request: AnyRequest, wanted: str, cookies: list[Cookie] | None = None) -> Response[None]:
    """See a page of the desk with its query."""
    path, _, query = wanted.partition("?")
    target = href(request, path) + (f"?{urlencode(parse_qsl(query))}" if query else "")
    headers = {"Location": target, "Cache-Control": "no-store"}
    return Response(None, status_code=303, headers=headers, cookies=cookies or [])


def session_cookies(request: AnyRequest, entered: SignedIn) -> list[Cookie]:
    """The session, and for whoever is wholly in the mark by which this browser is known again."""
    cookies = site(request).cookies
    own = cookies.make(cookies.named(COOKIE), entered.token)
    if not entered.complete:
        return [own]
    return [own, cookies.make(cookies.named(BROWSER), entered.browser, seconds=_HALF_YEAR)]


def inside(wanted: str) -> str:
    """A page of the desk to go to; nothing else can be asked for."""
    path = local_path(wanted)
    return path if path == "/desk" or path.startswith("/desk/") else "/desk"


def _not_in(
    request: AnyRequest, template: str, form: Form, answers: Answers, field: str, refusal: Refusal
) -> Response[str]:
    until = refusal.facts.get("until")
    headers, status = {}, 422
    if refusal.code == "sign_in.wait":
        seconds = int((until - runtime(request).clock.now()).total_seconds()) + 1  # type: ignore[operator]
        headers, status = {"Retry-After": str(seconds)}, 429
    wrong = answers.with_error(field, refusal)
    return page(request, template, status=status, personal=True, headers=headers, form=form, answers=wrong)


HANDLERS = (sign_in_page, sign_in, code_page, code, sign_out, forgotten_page, forgotten)
