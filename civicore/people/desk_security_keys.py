"""Security keys at the desk: adding one, signing in with one, removing one. Without script the app's codes go on."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.people.accounts import Account
from civicore.people.desk_second_factor import whose
from civicore.people.desk_sign_in import Next, code_asked, inside, welcome
from civicore.people.guards import DESK, OPEN, people, session
from civicore.people.proving import asked_of, confirmed, to_the_directory
from civicore.people.security_keys import SecurityKey
from civicore.people.sessions import Session
from civicore.people.sign_in import SignedIn
from civicore.people.typed import typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_LONGEST = 20_000  # characters of what a browser answers
_ADD = Form(
    [
        Field("name", "Name of the key", hint="So that you know it again: blue key, telephone", max_length=40),
        Field("answer", "Answer of the key", "hidden", max_length=_LONGEST),
    ]
)
_SIGN = Form([Field("answer", "Answer of the key", "hidden", max_length=_LONGEST)])
_NOTHING = Form([])


@get("/second-factor/key", opt=OPEN)
async def add_page(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Ask for a name, then for a finger on the key."""
    found = await whose(request)
    if found is None:
        return redirect(request, "/desk/sign-in")
    if found[0].complete and (away := await to_the_directory(request, *found)) is not None:
        return away
    return await _adding(request, *found, None)


@post("/second-factor/key", opt=OPEN, status_code=200)
async def add(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Keep the key; from the profile the password is asked for as well (S47)."""
    found = await whose(request)
    if found is None:
        return redirect(request, "/desk/sign-in")
    where, owner = found
    answers, given = await typed(request, _ADD, asked_of(owner) if where.complete else None)
    if not answers.errors and where.complete and (refusal := await confirmed(request, where, owner, given)):
        answers = answers.with_error("password", refusal)
    made = None if answers.errors else await _enrol(request, where, owner, answers)
    if made is None or isinstance(made, Refusal):
        wrong = answers if made is None else answers.with_error("", made)
        return await _adding(request, where, owner, wrong)
    codes, entered = made
    cookies = DESK.of(request, entered)
    if not codes:
        return redirect(request, "/desk/profile", cookies=cookies, told="key")
    return page(request, "desk/recovery.html", personal=True, cookies=cookies, codes=codes, onwards=inside(wanted))


@post("/second-factor/key-answer", opt=OPEN, status_code=200)
async def sign(request: AnyRequest, wanted: Next = "/desk") -> Response[Any]:
    """Judge what a key signed."""
    half = session(request)
    if half is None or half.complete:
        return redirect(request, "/desk/sign-in")
    answers, _ = await typed(request, _SIGN)
    team, said = people(request), str(answers.values.get("answer") or "")

    async def given(unit: UnitOfWork) -> bool:
        return await team.security_keys.accepts(half, said, unit)

    wrong = Refusal("security_key.wrong")
    entered = await team.sign_in.with_factor(half, given, DESK.caller(request), wrong)
    if isinstance(entered, Refusal):
        return await code_asked(request, half, wanted, answers.with_error("", entered), entered)
    return welcome(request, entered, wanted)


@get("/profile/security-keys/{id:uuid}")
async def remove_page(request: AnyRequest, id: FromPath[UUID]) -> Response[Any]:
    """Ask for the password before a key is removed."""
    where, owner, key = await _mine(request, id)
    away = await to_the_directory(request, where, owner)
    return away or page(request, "desk/key_gone.html", personal=True, owner=owner, key=key, answers=None)


@post("/profile/security-keys/{id:uuid}", status_code=200)
async def remove(request: AnyRequest, id: FromPath[UUID]) -> Response[Any]:
    """Remove a key."""
    where, owner, key = await _mine(request, id)
    answers, given = await typed(request, _NOTHING, asked_of(owner))
    refusal = None if answers.errors else await confirmed(request, where, owner, given)
    if not answers.errors and refusal is None:
        team = people(request)
        refusal = await runtime(request).transact(lambda unit: team.security_keys.remove(owner, id, unit))
    if answers.errors or refusal is not None:
        wrong = answers.with_error("password", refusal) if refusal is not None else answers
        return page(request, "desk/key_gone.html", status=422, personal=True, owner=owner, key=key, answers=wrong)
    return redirect(request, "/desk/profile", told="key")


async def _enrol(
    request: AnyRequest, where: Session, owner: Account, answers: Answers
) -> tuple[list[str], SignedIn] | Refusal:
    team = people(request)

    async def work(unit: UnitOfWork) -> tuple[list[str], SignedIn] | Refusal:
        name, said = answers.values["name"], answers.values["answer"]
        codes = await team.security_keys.enrol(owner, where, said, name, unit)
        if isinstance(codes, Refusal):
            return codes
        return list(codes), await team.sign_in.complete(where, DESK.caller(request), unit)

    return await runtime(request).transact(work)


async def _mine(request: AnyRequest, id: UUID) -> tuple[Session, Account, SecurityKey]:
    found = await whose(request)
    if found is None:
        raise NotFoundException
    async with runtime(request).store.reading():
        keys = await people(request).security_keys.of(found[1].id)
    key = next((one for one in keys if one.id == id), None)
    if key is None:
        raise NotFoundException
    return *found, key


async def _adding(request: AnyRequest, where: Session, owner: Account, answers: Answers | None) -> Response[str]:
    team = people(request)
    async with runtime(request).store.reading():
        question = await team.security_keys.question("enrol", where, owner)
    return page(
        request,
        "desk/security_key.html",
        status=422 if answers is not None else 200,
        personal=True,
        form=_ADD,
        answers=answers,
        owner=owner,
        question=question,
        inside=where.complete,
    )


HANDLERS = (add_page, add, sign, remove_page, remove)
