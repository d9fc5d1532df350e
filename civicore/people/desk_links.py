"""Where a link that works once leads: the first account, an invitation, a new password."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.messaging.languages import Msgid
from civicore.people.entrance import Invitation
from civicore.people.guards import DESK, OPEN, people
from civicore.people.realm import Owner
from civicore.people.staff import Person
from civicore.people.typed import typed
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import language, page, redirect
from civicore.web.requests import AnyRequest

_FOUNDER = Form(
    [
        Field("name", "Your name", "name", autocomplete="name", max_length=100),
        Field("email", "E-mail", "email", autocomplete="username"),
    ]
)
_NOTHING = Form([])
_NEW = {"password": Msgid("New password")}


@get("/link/{token:str}", opt=OPEN)
async def link_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What the link is for; opening it uses nothing up, so a mail scanner does no harm."""
    found = await people(request).entrance.look(token)
    if found is None:
        return _over(request)
    return _asked(request, found, None)


@post("/link/{token:str}", opt=OPEN, status_code=200)
async def use_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Set the password, and come in with it."""
    team = people(request)
    found = await team.entrance.look(token)
    if found is None:
        return _over(request)
    answers, given = await typed(request, _form(found), _NEW)
    if answers.errors:
        return _asked(request, found, answers)
    done = await _done(request, found, token, answers, given["password"])
    if isinstance(done, Refusal):
        return _over(request) if done.code == "link.used" else _asked(request, found, answers.with_error(*_at(done)))
    entered = await team.sign_in.with_password(done.email, given["password"], DESK.caller(request))
    if isinstance(entered, Refusal):
        return redirect(request, "/desk/sign-in")
    where = "/desk" if entered.complete else "/desk/second-factor"
    return redirect(request, where, cookies=DESK.of(request, entered))


async def _done(request: AnyRequest, found: Invitation, token: str, answers: Answers, password: str) -> Owner | Refusal:
    team = people(request)
    if found.account is not None:
        return await team.entrance.set_by_link(token, password)
    role = team.roles.leading()
    person = Person(answers.values["name"], answers.values["email"], role.id, language(request))
    return await team.entrance.found(token, person, password)


def _form(found: Invitation) -> Form:
    return _FOUNDER if found.account is None else _NOTHING


def _at(refusal: Refusal) -> tuple[str, Refusal]:
    return ("email" if refusal.code == "staff.known" else "password"), refusal


def _asked(request: AnyRequest, found: Invitation, answers: Answers | None) -> Response[str]:
    status = 422 if answers is not None else 200
    form = _form(found)
    return page(request, "desk/link.html", status=status, personal=True, found=found, form=form, answers=answers)


def _over(request: AnyRequest) -> Response[str]:
    return page(request, "desk/link_over.html", status=410, personal=True)


HANDLERS = (link_page, use_link)
