"""The second factor of a citizen, who may have one: set it up, keep the recovery codes, do without again."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.citizens.forms import NOTHING
from civicore.citizens.guards import CITIZEN, Mine, citizens, mine
from civicore.citizens.pages_entry import shared
from civicore.people.desk_second_factor import SET_UP, shown_id
from civicore.people.second_factor import Shown
from civicore.people.sign_in import SignedIn
from civicore.people.typed import PASSWORD, typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers
from civicore.web.pages import redirect, runtime
from civicore.web.requests import AnyRequest


@get("/account/second-factor")
async def set_up_page(request: AnyRequest) -> Response[Any]:
    """Show the picture to scan."""
    me = mine(request, "mfa")
    if isinstance(me, Response):
        return me
    return _asked(request, me, citizens(request).second_factor.begin(me.owner), None)


@post("/account/second-factor", status_code=200)
async def set_up(request: AnyRequest) -> Response[Any]:
    """Judge the password and the first code; the session begins anew."""
    me = mine(request, "mfa")
    if isinstance(me, Response):
        return me
    book = citizens(request)
    answers, given = await typed(request, SET_UP, PASSWORD)
    enrolment = book.second_factor.begin(me.owner, shown_id(answers))
    if answers.errors:
        return _asked(request, me, enrolment, answers)
    if refusal := await book.entrance.confirm(me.owner, given["password"]):
        return _asked(request, me, enrolment, answers.with_error("password", refusal))
    made = await _enrol(request, me, enrolment.id, answers.values["code"])
    if isinstance(made, Refusal):
        return _asked(request, me, enrolment, answers.with_error("code", made))
    codes, entered = made
    return _codes(request, codes, CITIZEN.of(request, entered))


@get("/account/second-factor/{deed:str}")
async def confirm_page(request: AnyRequest, deed: FromPath[str]) -> Response[Any]:
    """Ask for the password before new recovery codes are made, or the second factor is removed."""
    me = mine(request, "mfa")
    return me if isinstance(me, Response) else _confirm(request, _removing(deed), None)


@post("/account/second-factor/{deed:str}", status_code=200)
async def confirm(request: AnyRequest, deed: FromPath[str]) -> Response[Any]:
    """Make new recovery codes, or remove the second factor."""
    me = mine(request, "mfa")
    if isinstance(me, Response):
        return me
    removing, book = _removing(deed), citizens(request)
    answers, given = await typed(request, NOTHING, PASSWORD)
    refusal = None if answers.errors else await book.entrance.confirm(me.owner, given["password"])
    if answers.errors or refusal is not None:
        return _confirm(request, removing, answers.with_error("password", refusal) if refusal else answers)
    if removing:
        await runtime(request).transact(lambda unit: book.second_factor.remove(me.owner, unit))
        return redirect(request, "/account", told="removed")
    codes = await runtime(request).transact(lambda unit: book.second_factor.recovery_codes(me.owner, unit))
    return _codes(request, list(codes), [])


async def _enrol(request: AnyRequest, me: Mine, enrolment: UUID, code: str) -> tuple[list[str], SignedIn] | Refusal:
    book = citizens(request)

    async def work(unit: UnitOfWork) -> tuple[list[str], SignedIn] | Refusal:
        codes = await book.second_factor.enrol(me.owner, enrolment, code, unit)
        if isinstance(codes, Refusal):
            return codes
        return list(codes), await book.sign_in.complete(me.session, CITIZEN.caller(request), unit)

    return await runtime(request).transact(work)


def _removing(deed: str) -> bool:
    if deed not in ("remove", "codes"):
        raise NotFoundException
    return deed == "remove"


def _asked(request: AnyRequest, me: Mine, enrolment: Shown, answers: Answers | None) -> Response[str]:
    return shared(
        request,
        "desk/second_factor.html",
        status=422 if answers is not None else 200,
        enrolment=enrolment,
        owner=me.owner,
        form=SET_UP,
        answers=answers,
        with_password=True,
        way_back="/account",
    )


def _confirm(request: AnyRequest, removing: bool, answers: Answers | None) -> Response[str]:
    status = 422 if answers is not None else 200
    return shared(request, "desk/confirm.html", status=status, removing=removing, answers=answers)


def _codes(request: AnyRequest, codes: list[str], cookies: list[Any]) -> Response[str]:
    return shared(request, "desk/recovery.html", cookies=cookies, codes=codes, onwards="/account")


HANDLERS = (set_up_page, set_up, confirm_page, confirm)
