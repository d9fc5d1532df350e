"""The live switch: stop a service in an emergency, restore it, and see who did it when."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.people.principals import current, needs
from civicore.people.suspension import Suspension
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs("suspension.switch")]
_REASON = Form(
    [
        Field(
            "reason",
            "Reason",
            "textarea",
            max_length=300,
            rows=3,
            hint="For your colleagues and the audit log. Citizens see the notice above, not the reason.",
            missing="Write the reason, so that your colleagues understand it",
        )
    ]
)


@get("/suspension", guards=_GUARD)
async def suspensions(request: AnyRequest) -> Response[str]:
    """Every suspension the city has prepared, and its state."""
    running = runtime(request)
    every = await running.suspensions.all(running.clock.now())
    return page(request, "desk/suspensions.html", personal=True, every=every)


@get("/suspension/{id:str}", guards=_GUARD)
async def confirm_page(request: AnyRequest, id: FromPath[str]) -> Response[str]:
    """What will happen, before it happens."""
    return _asked(request, await _one(request, id), None)


@post("/suspension/{id:str}", guards=_GUARD, status_code=200)
async def switch(request: AnyRequest, id: FromPath[str]) -> Response[Any]:
    """Switch it: the button says which way, so that two people at once do not undo each other."""
    running, found = runtime(request), await _one(request, id)
    sent = await request.form()
    active = sent.get("active") == "true"
    answers = _REASON.read({name: sent.getall(name) for name in sent if name != "active"})
    if answers.errors:
        return _asked(request, found, answers)
    by = current(request)
    done = await running.transact(
        lambda work: running.suspensions.switch(id, active, by, work, answers.values["reason"])
    )
    if isinstance(done, Refusal):
        return _asked(request, await _one(request, id), answers.with_error("reason", done))
    running.suspensions.forget()
    return redirect(request, "/desk/suspension")


async def _one(request: AnyRequest, id: str) -> Suspension:
    running = runtime(request)
    every = await running.suspensions.all(running.clock.now())
    found = next((one for one in every if one.id == id), None)
    if found is None:
        raise NotFoundException
    return found


def _asked(request: AnyRequest, one: Suspension, answers: Answers | None) -> Response[str]:
    status = 200 if answers is None else 422
    return page(request, "desk/suspension.html", status=status, personal=True, one=one, form=_REASON, answers=answers)


HANDLERS = (suspensions, confirm_page, switch)
