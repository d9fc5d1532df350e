"""Setting up the second factor: scan, type the first code, keep the recovery codes."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post

from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.desk_sign_in import Next, inside
from civicore.people.guards import DESK, OPEN, people, session
from civicore.people.proving import asked_of, confirmed, to_the_directory
from civicore.people.second_factor import Shown
from civicore.people.sessions import Session
from civicore.people.sign_in import SignedIn
from civicore.people.typed import typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

SET_UP = Form(
    [
        Field("enrolment", "Code", "hidden", max_length=36),
        Field(
            "code", "Code shown by the app", autocomplete="one-time-code", inputmode="numeric", max_length=10, width=10
        ),
    ]
)


@get("/second-factor/set-up", opt=OPEN)
async def set_up_page(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Show the picture to scan."""
    found = await whose(request)
    if found is None:
        return redirect(request, "/desk/sign-in")
    where, owner = found
    if where.complete and (away := await to_the_directory(request, where, owner)) is not None:
        return away
    return _asked(request, owner, people(request).second_factor.begin(owner), None)


@post("/second-factor/set-up", opt=OPEN, status_code=200)
async def set_up(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge the first code; from the profile the password is asked for as well (S47)."""
    found = await whose(request)
    if found is None:
        return redirect(request, "/desk/sign-in")
    where, owner = found
    team = people(request)
    answers, given = await typed(request, SET_UP, asked_of(owner) if where.complete else None)
    enrolment = team.second_factor.begin(owner, shown_id(answers))
    if answers.errors:
        return _asked(request, owner, enrolment, answers)
    if where.complete and (refusal := await confirmed(request, where, owner, given)):
        return _asked(request, owner, enrolment, answers.with_error("password", refusal))
    made = await _enrol(request, where, owner, enrolment.id, answers.values["code"])
    if isinstance(made, Refusal):
        return _asked(request, owner, enrolment, answers.with_error("code", made))
    codes, entered = made
    cookies = DESK.of(request, entered)
    return page(request, "desk/recovery.html", personal=True, cookies=cookies, codes=codes, onwards=inside(wanted))


async def _enrol(
    request: AnyRequest, where: Session, owner: Account, enrolment: UUID, code: str
) -> tuple[list[str], SignedIn] | Refusal:
    team = people(request)

    async def work(unit: UnitOfWork) -> tuple[list[str], SignedIn] | Refusal:
        codes = await team.second_factor.enrol(owner, enrolment, code, unit)
        if isinstance(codes, Refusal):
            return codes
        return list(codes), await team.sign_in.complete(where, DESK.caller(request), unit)

    return await runtime(request).transact(work)


async def whose(request: AnyRequest) -> tuple[Session, Account] | None:
    """The session and its account; a half session may set up only what is not there yet."""
    found = session(request)
    owner = await people(request).staff.one(found.owner) if found else None
    if found is None or owner is None or (owner.enrolled and not found.complete):
        return None
    return found, owner


def shown_id(answers: Answers) -> UUID | None:
    """The enrolment that was shown with the form; None when it was meddled with."""
    try:
        return UUID(str(answers.values.get("enrolment")))
    except ValueError:
        return None


def _asked(request: AnyRequest, owner: Account, enrolment: Shown, answers: Answers | None) -> Response[str]:
    found = session(request)
    return page(
        request,
        "desk/second_factor.html",
        status=422 if answers is not None else 200,
        personal=True,
        enrolment=enrolment,
        owner=owner,
        form=SET_UP,
        answers=answers,
        with_password=found is not None and found.complete and owner.by_password,
        keys=people(request).security_keys.site is not None and (found is None or not found.complete),
    )


HANDLERS = (set_up_page, set_up)
