"""Everybody's own account: password, second factor, sessions, language."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery

from civicore.base.refusal import Refusal
from civicore.messaging.languages import Msgid
from civicore.people.accounts import STAFF, Account
from civicore.people.guards import DESK, people, session
from civicore.people.proving import asked_of, confirmed, to_the_directory
from civicore.people.sessions import Session
from civicore.people.sign_in import SignedIn
from civicore.people.tokens import revoke_all
from civicore.people.typed import as_is, typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_NOTHING = Form([])
_TWO = {"password": Msgid("Password now"), "new": Msgid("New password")}


@get("/profile")
async def profile(request: AnyRequest, told: FromQuery[str] = "") -> Response[str]:
    """Who I am here, and what I can change."""
    _, owner = await _mine(request)
    form = _languages(request)
    return await _shown(request, owner, form, form.filled({"language": owner.language}), told=told[:20])


@post("/profile/language", status_code=200)
async def set_language(request: AnyRequest) -> Response[Any]:
    """In which language messages to me are written."""
    _, owner = await _mine(request)
    form = _languages(request)
    answers, _ = await typed(request, form)
    if answers.errors:
        return await _shown(request, owner, form, answers, status=422)
    await people(request).staff.set_language(owner, answers.values["language"])
    return redirect(request, "/desk/profile", told="language")


@get("/profile/password")
async def password_page(request: AnyRequest) -> Response[str]:
    """Ask for the password that is and the one that shall be."""
    _, owner = await _mine(request)
    if not owner.by_password:
        raise NotFoundException
    return page(request, "desk/password.html", personal=True, answers=None)


@post("/profile/password", status_code=200)
async def set_password(request: AnyRequest) -> Response[Any]:
    """Change it; every other session ends (S41)."""
    where, owner = await _mine(request)
    answers, given = await typed(request, _NOTHING, _TWO)
    if not answers.errors:
        done = await people(request).entrance.change(owner, given["password"], given["new"])
        if not isinstance(done, Refusal):
            entered = SignedIn(owner, done, where.complete, DESK.caller(request).browser)
            cookies = DESK.of(request, entered)[:1]
            return redirect(request, "/desk/profile", cookies=cookies, told="password")
        answers = answers.with_error(*_at(done))
    return page(request, "desk/password.html", status=422, personal=True, answers=answers)


@post("/profile/leave-everywhere")
async def leave_everywhere(request: AnyRequest) -> Response[None]:
    """End all my sessions, this one too, and all my tokens."""
    _, owner = await _mine(request)

    async def work(unit: UnitOfWork) -> None:
        await STAFF.end_sessions(owner.id)
        await revoke_all(owner.id, unit.now)
        await unit.record("staff.left_everywhere", actor=owner.subject, subject=owner.subject)

    await runtime(request).transact(work)
    return redirect(request, "/desk/sign-in", cookies=[DESK.gone(request)])


@get("/profile/second-factor/{deed:str}")
async def second_factor_page(request: AnyRequest, deed: FromPath[str]) -> Response[Any]:
    """Ask for the password before new recovery codes are made, or the app's codes are turned off."""
    where, owner = await _mine(request)
    away = await to_the_directory(request, where, owner)
    return away or _deciding(request, owner, deed, None)


@post("/profile/second-factor/{deed:str}", status_code=200)
async def second_factor(request: AnyRequest, deed: FromPath[str]) -> Response[Any]:
    """Make new recovery codes, or turn the app's codes off."""
    where, owner = await _mine(request)
    team, removing = people(request), deed == "remove"
    answers, given = await typed(request, _NOTHING, asked_of(owner))
    refusal = None if answers.errors else await confirmed(request, where, owner, given)
    if removing and not answers.errors and refusal is None:
        refusal = await runtime(request).transact(lambda unit: team.second_factor.remove(owner, unit))
    if answers.errors or refusal is not None:
        wrong = answers.with_error("password", refusal) if refusal is not None else answers
        return _deciding(request, owner, deed, wrong)
    if removing:
        return redirect(request, "/desk/profile", told="removed")
    codes = await runtime(request).transact(lambda unit: team.second_factor.recovery_codes(owner, unit))
    return page(request, "desk/recovery.html", personal=True, codes=codes, onwards="/desk/profile")


def _deciding(request: AnyRequest, owner: Account, deed: str, answers: Answers | None) -> Response[str]:
    return page(
        request,
        "desk/confirm.html",
        status=200 if answers is None else 422,
        personal=True,
        removing=deed == "remove",
        owner=owner,
        answers=answers,
    )


async def _mine(request: AnyRequest) -> tuple[Session, Account]:
    """My session and account; a program with a token has no profile."""
    found = session(request)
    owner = await people(request).staff.one(found.owner) if found else None
    if found is None or owner is None:
        raise PermissionDeniedException
    return found, owner


def _languages(request: AnyRequest) -> Form:
    languages = runtime(request).languages
    choices = [Choice(one, as_is(languages.native_name(one))) for one in languages.known]
    return Form([Field("language", "Language of messages to you", "select", choices=choices)])


def _at(refusal: Refusal) -> tuple[str, Refusal]:
    now = refusal.code in ("password.wrong", "sign_in.wait")
    return ("password" if now else "new"), refusal


async def _shown(
    request: AnyRequest, owner: Account, form: Form, answers: Answers, *, told: str = "", status: int = 200
) -> Response[str]:
    team = people(request)
    async with runtime(request).store.reading():
        keys = await team.security_keys.of(owner.id)
    return page(
        request,
        "desk/profile.html",
        status=status,
        personal=True,
        owner=owner,
        role=team.roles[owner.role],
        required=team.second_factor.required,
        keys=keys,
        keys_possible=team.security_keys.site is not None,
        directory=team.directory.rules.name if team.directory else None,
        sessions=await team.sessions.all_of(owner.id, runtime(request).clock.now()),
        form=form,
        answers=answers,
        told=told,
    )


HANDLERS = (profile, set_language, password_page, set_password, leave_everywhere, second_factor_page, second_factor)
