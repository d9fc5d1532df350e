"""Bearer tokens for programs and devices: issued, shown once, revoked."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from civicore.people.guards import people
from civicore.people.principals import current, needs
from civicore.people.tokens import TokenKind
from civicore.people.typed import as_is, typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs("staff.manage")]


@get("/tokens", guards=_GUARD)
async def tokens(request: AnyRequest) -> Response[str]:
    """Tokens in use."""
    return await _shown(request, None)


@post("/tokens", guards=_GUARD, status_code=200)
async def issue(request: AnyRequest) -> Response[str]:
    """A new one, shown this once."""
    form = await _form(request)
    answers, _ = await typed(request, form)
    if answers.errors:
        return await _shown(request, answers)
    kind, _, subject = answers.values["whose"].partition(":")
    named: TokenKind = "device" if kind == "device" else "staff"

    async def work(unit: UnitOfWork) -> str:
        by = current(request)
        return await people(request).tokens.issue(named, subject, answers.values["name"], by, unit)

    token = await runtime(request).transact(work)
    return page(request, "desk/token.html", personal=True, token=token, name=answers.values["name"])


@post("/tokens/{id:uuid}/revoke", guards=_GUARD)
async def revoke(request: AnyRequest, id: FromPath[UUID]) -> Response[Any]:
    """End one at once."""
    await runtime(request).transact(lambda unit: people(request).tokens.revoke(id, current(request), unit))
    return redirect(request, "/desk/tokens")


async def _form(request: AnyRequest) -> Form:
    city, accounts = runtime(request).city, await people(request).staff.all()
    devices = [
        Choice(f"device:{office}.{device}", as_is(f"{office}.{device}"))
        for office, place in city.offices.items()
        for device in place.devices
    ]
    active = [Choice(one.subject, as_is(one.name)) for one in accounts if one.state == "active"]
    return Form(
        [
            Field("whose", "For whom", "select", choices=[*devices, *active]),
            Field("name", "What it is for", max_length=100),
        ]
    )


async def _shown(request: AnyRequest, answers: Answers | None) -> Response[str]:
    team = people(request)
    return page(
        request,
        "desk/tokens.html",
        status=200 if answers is None else 422,
        personal=True,
        tokens=await team.tokens.all(),
        names={str(one.id): one.name for one in await team.staff.all()},
        form=await _form(request),
        answers=answers,
    )


HANDLERS = (tokens, issue, revoke)
