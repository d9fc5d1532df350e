"""Making an account, and where the links in letters about accounts lead."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from civicore.base.refusal import Refusal
from civicore.citizens.accounts import Holder
from civicore.citizens.forms import KNOWN, NEW, NOTHING, details, register_form
from civicore.citizens.guards import CITIZEN, citizens
from civicore.citizens.here import citizen_here
from civicore.citizens.pages_entry import Next, inside, shared, way_on, welcome
from civicore.people.browsers import go
from civicore.people.entrance import Invitation
from civicore.people.typed import PASSWORD, typed
from civicore.web.forms import Answers
from civicore.web.pages import language, page, redirect
from civicore.web.requests import AnyRequest


@get("/account/register")
async def register_page(request: AnyRequest, sent: FromQuery[bool] = False, wanted: Next = "") -> Response[Any]:
    """Ask who wants an account; afterwards the same sentence for everybody."""
    if sent:
        return page(request, "account/register_sent.html", personal=True, way_on=way_on(wanted))
    return _first(request, citizens(request).rules.holders[0], wanted)


@get("/account/register/{holder:str}")
async def register_as_page(request: AnyRequest, holder: FromPath[str], wanted: Next = "") -> Response[Any]:
    """The same for the other kind of holder."""
    return _first(request, _holder(request, holder), wanted)


@post("/account/register/{holder:str}", status_code=200)
async def register(request: AnyRequest, holder: FromPath[str], wanted: Next = "") -> Response[Any]:
    """Take the registration and write to the address."""
    kind, book = _holder(request, holder), citizens(request)
    answers, given = await typed(request, register_form(kind, book.rules), PASSWORD)
    if answers.errors:
        return _asked(request, kind, answers, wanted)
    who, further = details(kind, answers, language(request)), way_on(wanted)
    network, after = CITIZEN.caller(request).network, further.get("next", "")
    refusal = await book.registering.register(who, answers.values["email"], given["password"], network, after)
    if refusal is not None:
        field = "email" if refusal.code == "field.email" else "password"
        return _asked(request, kind, answers.with_error(field, refusal), wanted)
    return redirect(request, "/account/register", sent="true", **further)


@get("/account/link/{token:str}")
async def link_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What the link is for; opening it uses nothing up, so a mail scanner does no harm."""
    found = await citizens(request).entrance.look(token)
    return _over(request) if found is None else _link(request, found, None)


@post("/account/link/{token:str}", status_code=200)
async def use_link(request: AnyRequest, token: FromPath[str], wanted: Next = "") -> Response[Any]:
    """Confirm an address, or set the new password and come in with it."""
    book = citizens(request)
    found = await book.entrance.look(token, spent=True)
    if found is None:
        return _over(request)
    if found.purpose == "reset":
        return await _reset(request, found, token)
    if found.purpose == "verify":
        return await _verify(request, found, token, wanted)
    if isinstance(await book.addresses.confirm(token), Refusal):
        return _over(request)
    if citizen_here(request) is not None:
        return redirect(request, "/account", told="email")
    return redirect(request, "/account/sign-in", told="email", **way_on(wanted))


async def _verify(request: AnyRequest, found: Invitation, token: str, wanted: str) -> Response[Any]:
    answers, given = await typed(request, NOTHING, KNOWN)
    if answers.errors:
        return _link(request, found, answers)
    done = await citizens(request).registering.verify(token, given["password"])
    if not isinstance(done, Refusal):
        return redirect(request, "/account/sign-in", told="verify", **way_on(wanted))
    return _over(request) if done.code == "link.used" else _link(request, found, answers.with_error("password", done))


async def _reset(request: AnyRequest, found: Invitation, token: str) -> Response[Any]:
    book = citizens(request)
    answers, given = await typed(request, NOTHING, NEW)
    if answers.errors:
        return _link(request, found, answers)
    done = await book.entrance.set_by_link(token, given["password"])
    if isinstance(done, Refusal):
        return (
            _over(request) if done.code == "link.used" else _link(request, found, answers.with_error("password", done))
        )
    entered = await book.sign_in.with_password(done.email, given["password"], CITIZEN.caller(request))
    if isinstance(entered, Refusal):
        return redirect(request, "/account/sign-in")
    return welcome(request, entered)


def _holder(request: AnyRequest, written: str) -> Holder:
    for known in citizens(request).rules.holders:
        if known == written:
            return known
    raise NotFoundException


def _first(request: AnyRequest, holder: Holder, wanted: str) -> Response[Any]:
    if citizen_here(request) is not None:
        return go(request, inside(wanted))
    return _asked(request, holder, None, wanted)


def _asked(request: AnyRequest, holder: Holder, answers: Answers | None, wanted: str) -> Response[Any]:
    rules = citizens(request).rules
    return page(
        request,
        "account/register.html",
        status=_status(answers),
        personal=True,
        holder=holder,
        others=[one for one in rules.holders if one != holder],
        form=register_form(holder, rules),
        way_on=way_on(wanted),
        answers=answers,
    )


def _status(answers: Answers | None) -> int:
    if answers is None:
        return 200
    return 429 if any(one.refusal.code == "sign_in.wait" for one in answers.errors) else 422


def _link(request: AnyRequest, found: Invitation, answers: Answers | None) -> Response[Any]:
    status = 422 if answers is not None else 200
    return page(request, "account/link.html", status=status, personal=True, found=found, answers=answers)


def _over(request: AnyRequest) -> Response[str]:
    return shared(request, "desk/link_over.html", status=410)


HANDLERS = (register_page, register_as_page, register, link_page, use_link)
