"""Pages for coming in and leaving: password, second factor, forgotten password, links that work once."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, QueryParameter

from civicore.base.refusal import Refusal
from civicore.people.browsers import go, not_in, patience
from civicore.people.guards import DESK, OPEN, people, session
from civicore.people.principals import current
from civicore.people.sessions import Session
from civicore.people.sign_in import SignedIn
from civicore.people.typed import PASSWORD, typed
from civicore.web.forms import Answers, Field, Form
from civicore.web.here import local_path
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_SIGN_IN = Form([Field("email", "E-mail", "email", autocomplete="username")])
_CODE = Form([Field("code", "Code", autocomplete="one-time-code", max_length=20, width=10)])
_FORGOTTEN = Form([Field("email", "E-mail", "email", autocomplete="username")])
Next = Annotated[str, QueryParameter(name="next", max_length=500)]


@get("/sign-in", opt=OPEN)
async def sign_in_page(request: AnyRequest, wanted: Next = "/desk", left: FromQuery[bool] = False) -> Response[Any]:
    """Ask for e-mail and password, or offer the directory; whoever is in already goes on."""
    if current(request).kind == "staff":
        return go(request, inside(wanted))
    way_out = await _way_out(request, left)
    return page(request, "desk/sign_in.html", personal=True, left=left, way_out=way_out, **_doors(request, wanted))


@post("/sign-in", opt=OPEN, status_code=200)
async def sign_in(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge e-mail and password."""
    _with_passwords(request)
    answers, given = await typed(request, _SIGN_IN, PASSWORD)
    around = _doors(request, wanted, answers)
    if answers.errors:
        return page(request, "desk/sign_in.html", status=422, personal=True, **around)
    entered = await people(request).sign_in.with_password(
        answers.values["email"], given["password"], DESK.caller(request)
    )
    if isinstance(entered, Refusal):
        del around["form"], around["answers"]
        return not_in(request, "desk/sign_in.html", _SIGN_IN, answers, "password", entered, **around)
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
    return await code_asked(request, half, wanted, None)


@post("/second-factor", opt=OPEN, status_code=200)
async def code(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge the code."""
    half = session(request)
    if half is None or half.complete:
        return redirect(request, "/desk/sign-in")
    answers, _ = await typed(request, _CODE)
    if answers.errors:
        return await code_asked(request, half, wanted, answers)
    entered = await people(request).sign_in.with_code(half, answers.values["code"], DESK.caller(request))
    if isinstance(entered, Refusal):
        return await code_asked(request, half, wanted, answers.with_error("code", entered), entered)
    return welcome(request, entered, wanted)


@post("/sign-out", opt=OPEN)
async def sign_out(request: AnyRequest) -> Response[None]:
    """Leave; the next person at this computer finds nothing."""
    found, team = session(request), people(request)
    owner = await team.staff.one(found.owner) if found else None
    if found is not None:
        await team.sign_in.out(found)
    if owner is None or owner.by_password:
        return redirect(request, "/desk/sign-in", cookies=[DESK.gone(request)])
    return redirect(request, "/desk/sign-in", cookies=[DESK.gone(request)], left="true")


@get("/forgotten", opt=OPEN)
async def forgotten_page(request: AnyRequest, sent: FromQuery[bool] = False) -> Response[str]:
    """Ask whose password is forgotten; afterwards the same sentence for everybody."""
    _with_passwords(request)
    template = "desk/forgotten_sent.html" if sent else "desk/forgotten.html"
    return page(request, template, personal=True, form=_FORGOTTEN, answers=None)


@post("/forgotten", opt=OPEN, status_code=200)
async def forgotten(request: AnyRequest) -> Response[Any]:
    """Send the link if there is such an account."""
    _with_passwords(request)
    answers, _ = await typed(request, _FORGOTTEN)
    if answers.errors:
        return page(request, "desk/forgotten.html", status=422, personal=True, form=_FORGOTTEN, answers=answers)
    await people(request).entrance.ask_reset(answers.values["email"], DESK.caller(request).network)
    return redirect(request, "/desk/forgotten", sent="true")


async def code_asked(
    request: AnyRequest, half: Session, wanted: str, answers: Answers | None, refusal: Refusal | None = None
) -> Response[str]:
    """The page of the second factor: the codes of an app, and a security key where the account has one."""
    team, city = people(request), runtime(request)
    owner = await team.staff.one(half.owner)
    async with city.store.reading():
        question = await team.security_keys.question("sign", half, owner) if owner is not None else None
    around: dict[str, Any] = {
        "question": question,
        "owner": owner,
        "wanted": inside(wanted),
        "form": _CODE,
        "answers": answers,
    }
    if refusal is not None and refusal.code == "sign_in.wait":
        headers = patience(request, refusal)
        return page(request, "desk/code.html", status=429, personal=True, headers=headers, **around)
    return page(request, "desk/code.html", status=200 if answers is None else 422, personal=True, **around)


def welcome(request: AnyRequest, entered: SignedIn, wanted: str = "/desk") -> Response[None]:
    """Go on with the new session: inside, or to the second factor."""
    if not entered.complete:
        return redirect(request, "/desk/second-factor", cookies=DESK.of(request, entered), next=inside(wanted))
    return go(request, inside(wanted), DESK.of(request, entered))


def sign_in_again(
    request: AnyRequest, refusal: Refusal, *, status: int, headers: Mapping[str, str] | None = None
) -> Response[str]:
    """The page of the sign-in with why the directory's door did not open."""
    around = _doors(request, "/desk")
    return page(request, "desk/sign_in.html", status=status, personal=True, headers=headers, refusal=refusal, **around)


def _doors(request: AnyRequest, wanted: str, answers: Answers | None = None) -> dict[str, Any]:
    """By what staff come in here."""
    team = people(request)
    directory = team.directory.rules.name if team.directory else None
    form = _SIGN_IN if team.passwords else None
    return {"form": form, "answers": answers, "directory": directory, "wanted": inside(wanted)}


def _with_passwords(request: AnyRequest) -> None:
    if not people(request).passwords:
        raise NotFoundException


async def _way_out(request: AnyRequest, left: bool) -> str | None:
    team = people(request)
    return await team.directory.way_out() if left and team.directory else None


def inside(wanted: str) -> str:
    """A page of the desk to go to; nothing else can be asked for."""
    path = local_path(wanted)
    return path if path == "/desk" or path.startswith("/desk/") else "/desk"


HANDLERS = (sign_in_page, sign_in, code_page, code, sign_out, forgotten_page, forgotten)
