"""Pages for coming in and leaving: password, second factor, forgotten password."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery, QueryParameter

from civicore.base.refusal import Refusal
from civicore.citizens.forms import CODE, SIGN_IN
from civicore.citizens.guards import CITIZEN, citizens, half_or_whole
from civicore.citizens.here import citizen_here
from civicore.people.browsers import go, not_in
from civicore.people.sign_in import SignedIn
from civicore.people.typed import PASSWORD, typed
from civicore.web.front import UNSPOKEN
from civicore.web.here import local_path
from civicore.web.pages import page, redirect
from civicore.web.requests import AnyRequest

Next = Annotated[str, QueryParameter(name="next", max_length=500)]
_ELSEWHERE = UNSPOKEN | {"desk", "device"}


@get("/account/sign-in")
async def sign_in_page(request: AnyRequest, wanted: Next = "", told: FromQuery[str] = "") -> Response[Any]:
    """Ask for e-mail and password; whoever is in already goes on."""
    if citizen_here(request) is not None:
        return go(request, inside(wanted))
    return page(
        request, "account/sign_in.html", personal=True, form=SIGN_IN, answers=None, told=told, way_on=way_on(wanted)
    )


@post("/account/sign-in", status_code=200)
async def sign_in(request: AnyRequest, wanted: Next = "") -> Response[Any]:
    """Judge e-mail and password; the session that was here before ends."""
    answers, given = await typed(request, SIGN_IN, PASSWORD)
    more: dict[str, Any] = {"told": "", "way_on": way_on(wanted)}
    if answers.errors:
        return page(request, "account/sign_in.html", status=422, personal=True, form=SIGN_IN, answers=answers, **more)
    book, caller = citizens(request), CITIZEN.caller(request)
    entered = await book.sign_in.with_password(answers.values["email"], given["password"], caller)
    if isinstance(entered, Refusal):
        return not_in(request, "account/sign_in.html", SIGN_IN, answers, "password", entered, **more)
    before = half_or_whole(request)
    if before is not None:
        await book.sign_in.out(before)
    return welcome(request, entered, wanted)


@get("/account/code")
async def code_page(request: AnyRequest) -> Response[Any]:
    """Ask for the code of the second factor."""
    half = half_or_whole(request)
    if half is None or half.complete:
        return redirect(request, "/account/sign-in")
    return shared(request, "desk/code.html", form=CODE, answers=None)


@post("/account/code", status_code=200)
async def code(request: AnyRequest, wanted: Next = "") -> Response[Any]:
    """Judge the code."""
    half = half_or_whole(request)
    if half is None or half.complete:
        return redirect(request, "/account/sign-in")
    answers, _ = await typed(request, CODE)
    if answers.errors:
        return shared(request, "desk/code.html", status=422, form=CODE, answers=answers)
    entered = await citizens(request).sign_in.with_code(half, answers.values["code"], CITIZEN.caller(request))
    if isinstance(entered, Refusal):
        return not_in(request, "desk/code.html", CODE, answers, "code", entered, layout="base.html", at="/account")
    return welcome(request, entered, wanted)


@post("/account/sign-out")
async def sign_out(request: AnyRequest) -> Response[None]:
    """Leave; the next person at this computer finds nothing."""
    found = half_or_whole(request)
    if found is not None:
        await citizens(request).sign_in.out(found)
    return redirect(request, "/account/sign-in", cookies=[CITIZEN.gone(request)])


@get("/account/forgotten")
async def forgotten_page(request: AnyRequest, sent: FromQuery[bool] = False) -> Response[str]:
    """Ask whose password is forgotten; afterwards the same sentence for everybody."""
    template = "desk/forgotten_sent.html" if sent else "desk/forgotten.html"
    return shared(request, template, form=SIGN_IN, answers=None)


@post("/account/forgotten", status_code=200)
async def forgotten(request: AnyRequest) -> Response[Any]:
    """Send the link if there is such an account."""
    answers, _ = await typed(request, SIGN_IN)
    if answers.errors:
        return shared(request, "desk/forgotten.html", status=422, form=SIGN_IN, answers=answers)
    await citizens(request).entrance.ask_reset(answers.values["email"], CITIZEN.caller(request).network)
    return redirect(request, "/account/forgotten", sent="true")


def shared(
    request: AnyRequest, template: str, /, *, status: int = 200, cookies: Sequence[Cookie] = (), **context: Any
) -> Response[str]:
    """A page about passwords that staff and citizens have in common, in the citizens' frame."""
    return page(
        request, template, status=status, personal=True, cookies=cookies, layout="base.html", at="/account", **context
    )


def welcome(request: AnyRequest, entered: SignedIn, wanted: str = "") -> Response[None]:
    """Go on with the new session: where it was wanted, or to the second factor."""
    cookies = CITIZEN.of(request, entered)
    if entered.complete:
        return go(request, inside(wanted), cookies)
    return redirect(request, "/account/code", cookies=cookies, next=inside(wanted))


def inside(wanted: str) -> str:
    """A page of this site for citizens to go to; nothing else can be asked for."""
    path = local_path(wanted)
    first = path.removeprefix("/").partition("/")[0].partition("?")[0]
    return "/account" if path == "/" or first in _ELSEWHERE else path


def way_on(wanted: str) -> dict[str, Any]:
    """What an address carries so that the page that was wanted is not forgotten on the way; nothing for none."""
    path = inside(wanted) if wanted else ""
    return {"next": path} if path not in ("", "/account") else {}


HANDLERS = (sign_in_page, sign_in, code_page, code, sign_out, forgotten_page, forgotten)
