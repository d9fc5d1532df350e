"""Being told of each stage: the channel is chosen, its owner says yes, and one click ends it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Field, Form, Refusal, citizen_here, redirect, ways
from civicore.contracts.dialog import Contact
from civicore_doctrack import links, offering, subscribing
from civicore_doctrack.citizen import Here, first, network_of, trapped
from civicore_doctrack.service import Found

FORMS = {
    "email": Form([Field("email", "E-mail", "email", autocomplete="email")]),
    "sms": Form([Field("sms", "Telephone", "tel", autocomplete="tel")]),
}
CODE = Form([Field("code", "Code", inputmode="numeric", autocomplete="one-time-code", max_length=20, width=10)])


@get("/documents/{token:str}/follow")
async def choose(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Which channels there are."""
    here = Here(request)
    found = await here.tracking.by_token(token)
    return here.over() if found is None else await _choose(here, token, found)


@post("/documents/{token:str}/follow")
async def follow(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask the owner of the address; who is signed in with it is believed."""
    here, data = Here(request), await request.form()
    found = await here.tracking.by_token(token)
    channel = first(data, "channel")
    if found is None or trapped(data) or channel not in FORMS or not offering.asks(here.setting):
        return here.over()
    answers = FORMS[channel].read({channel: data.get(channel, "")})
    if answers.errors:
        return await _choose(here, token, found, channel, answers)
    contact = Contact(channel, answers.values[channel])
    citizen = citizen_here(request)
    if citizen and channel == "email" and citizen.email.casefold() == contact.to.casefold():
        return await _at_once(here, token, found, contact)
    done = await subscribing.ask(here.setting, found.document, contact, here.language, network_of(request))
    if isinstance(done, Refusal):
        return here.refused(done, back=f"{links.result(token)}/follow")
    if channel == "sms":
        return redirect(request, f"{links.result(token)}/code/{done.id}")
    return here.page("asked.html", personal=True, token=token)


async def _at_once(here: Here, token: str, found: Found, contact: Contact) -> Response[Any]:
    done = await subscribing.agree(here.setting, found.document, contact, here.language)
    return here.over() if isinstance(done, Refusal) else redirect(here.request, links.result(token), followed=1)


async def _choose(
    here: Here, token: str, found: Found, wrong: str = "", answers: Answers | None = None
) -> Response[Any]:
    citizen = citizen_here(here.request)
    known = {"email": citizen.email} if citizen else {}
    given = {name: form.filled(known) for name, form in FORMS.items()}
    return here.page(
        "follow.html",
        status=422 if answers else 200,
        personal=True,
        token=token,
        found=found,
        offer=await offering.offer(here.setting, found.document),
        forms=FORMS,
        given=given | ({wrong: answers} if answers else {}),
        wrong=answers,
        wrong_name=wrong,
    )


@get("/documents/{token:str}/code/{follower:uuid}")
async def code_page(request: AnyRequest, token: FromPath[str], follower: FromPath[UUID]) -> Response[Any]:
    """Asks for the code that was sent to the telephone."""
    here = Here(request)
    if await here.tracking.by_token(token) is None:
        return here.over()
    return _code(here, token, follower, Answers())


@post("/documents/{token:str}/code/{follower:uuid}")
async def code(request: AnyRequest, token: FromPath[str], follower: FromPath[UUID]) -> Response[Any]:
    """The right code says yes."""
    here, data = Here(request), await request.form()
    found = await here.tracking.by_token(token)
    if found is None:
        return here.over()
    answers = CODE.read({"code": data.get("code", "")})
    if answers.errors:
        return _code(here, token, follower, answers)
    refusal = await subscribing.confirm_code(here.setting, found.document, follower, answers.values["code"])
    if refusal is not None:
        return _code(here, token, follower, answers.with_error("code", refusal))
    return redirect(request, links.result(token), followed=1)


def _code(here: Here, token: str, follower: UUID, answers: Answers) -> Response[str]:
    status = 422 if answers.errors else 200
    return here.page(
        "code.html", status=status, personal=True, token=token, follower=follower, form=CODE, answers=answers
    )


@get("/documents/confirm/{token:str}")
async def confirm_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it confirms: programs that read mail open links too."""
    here = Here(request)
    found = await subscribing.to_confirm(here.setting, token)
    return (
        here.over()
        if found is None
        else here.page("confirm.html", personal=True, done=False, token=token, document=here.kind(found.type))
    )


@post("/documents/confirm/{token:str}")
async def confirm(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Say yes; a second time it is said in the same words."""
    here = Here(request)
    found = await subscribing.confirm(here.setting, token)
    return here.over() if found is None else here.page("confirm.html", personal=True, done=True)


@get("/documents/stop/{token:str}")
async def stop_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What is followed and what was sent; the button ends it."""
    here = Here(request)
    found = await subscribing.following(here.setting, token)
    if found is None:
        return here.page("stop.html", personal=True, done=True)
    offered = await ways.offers(request, subscribing.about(found.id), back=f"{links.FRONT}/stop/{token}")
    return here.page(
        "stop.html",
        personal=True,
        done=False,
        token=token,
        following=found,
        document=here.kind(found.type),
        ways=offered,
    )


@post("/documents/stop/{token:str}")
async def stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """End it; a second time it is said in the same words."""
    here = Here(request)
    await subscribing.stop(here.setting, token)
    return here.page("stop.html", personal=True, done=True)


@post("/doctrack/stop/{token:str}", status_code=204)
async def stop_at_once(request: AnyRequest, token: FromPath[str]) -> None:
    """What mail programs ask by themselves when their reader wants no more (RFC 8058)."""
    await subscribing.stop(Here(request).setting, token)


HANDLERS = [choose, follow, code_page, code, confirm_page, confirm, stop_page, stop]
