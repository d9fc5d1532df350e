"""Bearer tokens for programs and devices: issued, shown once, revoked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.people.guards import people, session
from civicore.people.principals import current, needs
from civicore.people.tokens import LASTS, TokenKind
from civicore.people.typed import as_is, typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs("staff.manage")]
_DAYS = (30, 90, 365)
_MYSELF, _EVER = "me", "ever"


@get("/tokens", guards=_GUARD)
async def tokens(request: AnyRequest) -> Response[str]:
    """Tokens in use."""
    return await _shown(request, None)


@post("/tokens", guards=_GUARD, status_code=200)
async def issue(request: AnyRequest) -> Response[str]:
    """A new one, shown this once."""
    answers, _ = await typed(request, _form(request))
    if answers.errors:
        return await _shown(request, answers)
    if answers.values["whose"] == _MYSELF and answers.values["days"] == _EVER:
        return await _shown(request, answers.with_error("days", Refusal("token.endless")))
    token = await _issued(request, answers.values)
    return page(request, "desk/token.html", personal=True, token=token, name=answers.values["name"])


@post("/tokens/{id:uuid}/revoke", guards=_GUARD)
async def revoke(request: AnyRequest, id: FromPath[UUID]) -> Response[Any]:
    """End one at once."""
    await runtime(request).transact(lambda unit: people(request).tokens.revoke(id, current(request), unit))
    return redirect(request, "/desk/tokens")


async def _issued(request: AnyRequest, asked: Mapping[str, Any]) -> str:
    """For a device, or for whoever asks: nobody gets a token that speaks for a colleague."""
    by, whose = current(request), asked["whose"]
    if session(request) is None:  # a token does not make the next one
        raise PermissionDeniedException
    kind: TokenKind = "staff" if whose == _MYSELF else "device"
    subject = by.id if whose == _MYSELF else whose
    lasts = None if asked["days"] == _EVER else timedelta(days=int(asked["days"]))

    async def work(unit: UnitOfWork) -> str:
        return await people(request).tokens.issue(kind, subject, asked["name"], by, unit, lasts=lasts)

    return await runtime(request).transact(work)


def _form(request: AnyRequest) -> Form:
    city, languages = runtime(request).city, runtime(request).languages
    devices = [Choice(name, as_is(name)) for name in city.device_names]
    lengths = [
        Choice(str(days), Text({one: languages.duration(one, timedelta(days=days)) for one in languages.known}))
        for days in _DAYS
    ]
    return Form(
        [
            Field("whose", "For whom", "select", choices=[Choice(_MYSELF, "Myself"), *devices]),
            Field("name", "What it is for", max_length=100),
            Field(
                "days",
                "Valid for",
                "radio",
                choices=[*lengths, Choice(_EVER, "Until it is revoked", "Only for devices")],
            ),
        ]
    )


async def _shown(request: AnyRequest, answers: Answers | None) -> Response[str]:
    team, form = people(request), _form(request)
    return page(
        request,
        "desk/tokens.html",
        status=200 if answers is None else 422,
        personal=True,
        tokens=await team.tokens.all(runtime(request).clock.now()),
        names={str(one.id): one.name for one in await team.staff.all()},
        form=form,
        answers=form.filled({"days": str(LASTS.days)}) if answers is None else answers,
    )


HANDLERS = (tokens, issue, revoke)
