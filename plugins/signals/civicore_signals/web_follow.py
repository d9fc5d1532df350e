"""Following a case: by account in one tap, by e-mail once it is confirmed, and out again with one click."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Field, Form, Refusal, citizen_required, language, redirect
from civicore_signals.citizen import Here, case_path, first, network_of, trapped
from civicore_signals.service import Account

EMAIL = Form([Field("email", "E-mail", "email", autocomplete="email")])


@get("/signals/follow")
async def follow_page(request: AnyRequest) -> Response[Any]:
    """Asks for the address; who has an account signs in."""
    here = Here(request)
    number = first(request.query_params, "number", 200)
    found = await here.cases.public(number) if number else None
    if found is None:
        return here.unknown()
    if not here.anybody_follows:
        answer = citizen_required(request)
        return redirect(request, case_path(found.number)) if not isinstance(answer, Response) else answer
    return here.page("follow.html", personal=True, case=found, form=EMAIL, answers=Answers())


@post("/signals/follow")
async def follow(request: AnyRequest) -> Response[Any]:
    """Follow; an address gets one letter to confirm, with no word of the case in it (case 10)."""
    here, data = Here(request), await request.form()
    found = await here.cases.public(first(data, "number", 200))
    if found is None or trapped(data):
        return here.unknown()
    by: Account | str | None = here.account
    if by is None:
        answers = EMAIL.read({"email": data.get("email", "")})
        if answers.errors and here.anybody_follows:
            return here.page("follow.html", status=422, personal=True, case=found, form=EMAIL, answers=answers)
        by = "" if answers.errors else answers.values["email"]
    done = await here.cases.follow(found.number, by, language(request), network_of(request))
    if isinstance(done, Refusal):
        return here.refused(done, back=case_path(found.number))
    if isinstance(by, Account):
        return redirect(request, case_path(found.number), followed=1)
    return here.page("followed.html", personal=True, asked=True)


@post("/signals/unfollow")
async def unfollow(request: AnyRequest) -> Response[Any]:
    """End it by account; said in the same way whether or not there was anything to end."""
    here, data = Here(request), await request.form()
    if here.account is None:
        return redirect(request, "/signals")
    number = first(data, "number", 200)
    await here.cases.unfollow(here.account, number)
    listed = first(data, "from") == "subscriptions"
    return redirect(request, "/signals/subscriptions" if listed else case_path(number))


@get("/signals/follow/{token:str}")
async def confirm_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it confirms: programs that read mail open links too."""
    here = Here(request)
    found = await here.cases.to_follow(token)
    return here.page("follow_confirm.html", status=200 if found else 404, personal=True, case=found, token=token)


@post("/signals/follow/{token:str}")
async def confirm(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Confirm; a second time it is said in the same words."""
    here = Here(request)
    found = await here.cases.confirm_following(token)
    if found is None:
        return here.page("follow_confirm.html", status=404, personal=True, case=None, token=token)
    return here.page("followed.html", personal=True, asked=False, case=found)


@get("/signals/stop/{token:str}")
async def stop_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks once; the button ends it."""
    here = Here(request)
    there = await here.cases.to_stop(token)
    return here.page("stop.html", personal=True, done=not there, token=token)


@post("/signals/stop/{token:str}")
async def stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """End it; a second time it is said in the same words."""
    here = Here(request)
    await here.cases.stop_following(token)
    return here.page("stop.html", personal=True, done=True, token=token)


@post("/signals/stop/{token:str}", status_code=204)
async def stop_at_once(request: AnyRequest, token: FromPath[str]) -> None:
    """What mail programs ask by themselves when their reader wants no more (RFC 8058)."""
    await Here(request).cases.stop_following(token)


HANDLERS = [follow_page, follow, unfollow, confirm_page, confirm, stop_page, stop]
