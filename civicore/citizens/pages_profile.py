"""The owner's own page: who they are, how they sign in, where they are signed in."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from civicore.base.refusal import Refusal
from civicore.citizens.forms import NOTHING, TWO, WANTED, details, details_form, filled
from civicore.citizens.guards import CITIZEN, Mine, citizens, mine
from civicore.citizens.pages_entry import shared
from civicore.people.sign_in import SignedIn
from civicore.people.typed import PASSWORD, typed
from civicore.web.forms import Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest


@get("/account")
async def profile(request: AnyRequest, told: FromQuery[str] = "") -> Response[Any]:
    """Who I am here, and what I can change."""
    me = mine(request)
    if isinstance(me, Response):
        return me
    book, now = citizens(request), runtime(request).clock.now()
    sessions = await book.sessions.all_of(me.owner.id, now)
    return page(
        request,
        "account/profile.html",
        personal=True,
        owner=me.owner,
        rules=book.rules,
        sessions=sessions,
        told=told[:20],
    )


@get("/account/details")
async def details_page(request: AnyRequest) -> Response[Any]:
    """Show what is known of me, to be changed."""
    me = mine(request)
    if isinstance(me, Response):
        return me
    form = _details(request, me)
    return page(request, "account/details.html", personal=True, form=form, answers=filled(me.owner, form))


@post("/account/details", status_code=200)
async def set_details(request: AnyRequest) -> Response[Any]:
    """Keep what I say of myself."""
    me = mine(request)
    if isinstance(me, Response):
        return me
    form = _details(request, me)
    answers, _ = await typed(request, form)
    if answers.errors:
        return page(request, "account/details.html", status=422, personal=True, form=form, answers=answers)
    await citizens(request).owning.change(me.owner, details(me.owner.holder, answers, me.owner.language))
    return redirect(request, "/account", told="details")


@get("/account/password")
async def password_page(request: AnyRequest) -> Response[Any]:
    """Ask for the password that is and the one that shall be."""
    me = mine(request, "change_password")
    return me if isinstance(me, Response) else shared(request, "desk/password.html", answers=None)


@post("/account/password", status_code=200)
async def set_password(request: AnyRequest) -> Response[Any]:
    """Change it; every other session ends, the owner gets a letter."""
    me = mine(request, "change_password")
    if isinstance(me, Response):
        return me
    answers, given = await typed(request, NOTHING, TWO)
    if not answers.errors:
        done = await citizens(request).entrance.change(me.owner, given["password"], given["new"])
        if not isinstance(done, Refusal):
            entered = SignedIn(me.owner, done, me.session.complete, CITIZEN.caller(request).browser)
            return redirect(request, "/account", cookies=CITIZEN.of(request, entered)[:1], told="password")
        answers = answers.with_error("password" if done.code in ("password.wrong", "sign_in.wait") else "new", done)
    return shared(request, "desk/password.html", status=422, answers=answers)


@get("/account/email")
async def email_page(request: AnyRequest) -> Response[Any]:
    """Ask for the new address and for the password."""
    me = mine(request, "change_email")
    if isinstance(me, Response):
        return me
    return page(request, "account/email.html", personal=True, owner=me.owner, form=WANTED, answers=None)


@post("/account/email", status_code=200)
async def set_email(request: AnyRequest) -> Response[Any]:
    """Write to the new address, which confirms, and to the old one."""
    me = mine(request, "change_email")
    if isinstance(me, Response):
        return me
    answers, given = await typed(request, WANTED, PASSWORD)
    if not answers.errors:
        refusal = await citizens(request).addresses.ask(me.owner, given["password"], answers.values["email"])
        if refusal is None:
            return redirect(request, "/account", told="wanted")
        answers = answers.with_error("email" if refusal.code == "field.email" else "password", refusal)
    return page(request, "account/email.html", status=422, personal=True, owner=me.owner, form=WANTED, answers=answers)


@post("/account/leave-everywhere")
async def leave_everywhere(request: AnyRequest) -> Response[None]:
    """End all my sessions, this one too."""
    me = mine(request)
    if isinstance(me, Response):
        return me
    await citizens(request).owning.leave_everywhere(me.owner)
    return redirect(request, "/account/sign-in", cookies=[CITIZEN.gone(request)])


def _details(request: AnyRequest, me: Mine) -> Form:
    return details_form(me.owner.holder, citizens(request).rules, runtime(request).languages)


HANDLERS = (
    profile,
    details_page,
    set_details,
    password_page,
    set_password,
    email_page,
    set_email,
    leave_everywhere,
)
