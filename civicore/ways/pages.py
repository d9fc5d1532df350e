"""The page "your notifications": what was sent, how to be told from now on, and one click to end it.

Only the secret link of a thing opens it. Opening it changes nothing, so that programs which read mail do no harm.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.messaging.sms.numbers import international, region_of
from civicore.people.typed import typed
from civicore.storage.unit_of_work import UnitOfWork
from civicore.ways import choosing, failures, tokens
from civicore.ways.confirming import Confirming
from civicore.ways.offering import offered
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import language, page, redirect, runtime
from civicore.web.requests import AnyRequest

PATH = "/notifications"
_FORMS = {
    "email": Form([Field("address", "E-mail", "email", autocomplete="email")]),
    "sms": Form([Field("address", "Telephone", "tel", autocomplete="tel")]),
}
_CODE = Form([Field("code", "Code from the message", "text", max_length=12, inputmode="numeric", width=6,
                    autocomplete="one-time-code")])  # fmt: skip


@get(f"{PATH}/{{token:str}}")
async def notifications(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What was sent and how to be told."""
    return await _shown(request, _about(request, token))


@post(f"{PATH}/{{token:str}}/by/{{channel:str}}", status_code=200)
async def by(request: AnyRequest, token: FromPath[str], channel: FromPath[str]) -> Response[Any]:
    """A typed address: its owner gets a code first."""
    about = _about(request, token)
    form = _FORMS.get(channel) if channel in (await offered(runtime(request), about)).can else None
    if form is None:
        raise NotFoundException
    answers, _ = await typed(request, form)
    to = _address(request, channel, answers)
    if to is None:
        return await _shown(request, about, answers={channel: answers})
    refusal = await Confirming(runtime(request)).ask(about, Contact(channel, to), language(request))
    if refusal is not None:
        return await _shown(request, about, answers={channel: answers.with_error("address", refusal)})
    return redirect(request, f"{PATH}/{token}/code")


@get(f"{PATH}/{{token:str}}/code")
async def code_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks for the code."""
    return await _code(request, token, _about(request, token), None)


@post(f"{PATH}/{{token:str}}/code", status_code=200)
async def code(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The typed code makes the way."""
    about = _about(request, token)
    answers, _ = await typed(request, _CODE)
    if not answers.errors:
        refusal = await Confirming(runtime(request)).confirm(about, answers.values["code"])
        if refusal is None:
            return redirect(request, f"{PATH}/{token}", done="chosen")
        answers = answers.with_error("code", refusal)
    return await _code(request, token, about, answers)


@post(f"{PATH}/{{token:str}}/end", status_code=200)
async def end(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """No more reminders and news about this."""
    about = _about(request, token)
    await runtime(request).transact(lambda unit: choosing.end(unit, about))
    return redirect(request, f"{PATH}/{token}", done="ended")


@post(f"{PATH}/{{token:str}}/resume", status_code=200)
async def resume(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Reminders again."""
    about = _about(request, token)
    await runtime(request).transact(lambda unit: choosing.resume(unit, about))
    return redirect(request, f"{PATH}/{token}", done="resumed")


@post(f"{PATH}/{{token:str}}/end/{{position:int}}", status_code=200)
async def end_way(request: AnyRequest, token: FromPath[str], position: FromPath[int]) -> Response[Any]:
    """One of the chosen ways, counted as the page shows them, is not wanted any more."""
    about = _about(request, token)

    async def work(unit: UnitOfWork) -> None:
        chosen = await choosing.of(about)
        if 0 <= position < len(chosen.ways):
            await choosing.end(unit, about, chosen.ways[position])

    await runtime(request).transact(work)
    return redirect(request, f"{PATH}/{token}", done="way_ended")


@post(f"{PATH}/{{token:str}}/again/{{message:uuid}}", status_code=200)
async def again(request: AnyRequest, token: FromPath[str], message: FromPath[UUID]) -> Response[Any]:
    """One message once more, to where it went."""
    about = _about(request, token)
    refusal = await failures.owner_again(runtime(request), about, message)
    if refusal is not None:
        return await _shown(request, about, refusal=refusal)
    return redirect(request, f"{PATH}/{token}", done="again")


def _about(request: AnyRequest, token: str) -> str:
    """Whose page it is; 404 for any other link, in the same words."""
    about = tokens.page_of(runtime(request).keys, token)
    if about is None:
        raise NotFoundException
    return about


def _address(request: AnyRequest, channel: str, answers: Answers) -> str | None:
    """The typed address as the channel wants it; None when the form says what is wrong with it."""
    if answers.errors:
        return None
    typed_in = str(answers.values["address"])
    if channel == "email":
        return typed_in
    return international(typed_in, region_of(runtime(request).city.deployment.contact.phone)) or typed_in


async def _shown(
    request: AnyRequest, about: str, *, answers: dict[str, Answers] | None = None, refusal: Refusal | None = None
) -> Response[Any]:
    return page(
        request,
        "ways/page.html",
        status=422 if answers or refusal else 200,
        personal=True,
        ways=await offered(runtime(request), about),
        forms=_FORMS,
        answers=answers or {},
        refusal=refusal,
        done=request.query_params.get("done"),
    )


async def _code(request: AnyRequest, token: str, about: str, answers: Answers | None) -> Response[Any]:
    waiting = await Confirming(runtime(request)).waiting(about)
    if waiting is None:
        return redirect(request, f"{PATH}/{token}")
    return page(
        request,
        "ways/code.html",
        status=422 if answers is not None else 200,
        personal=True,
        token=token,
        form=_CODE,
        answers=answers,
        by_sms=waiting.channel == "sms",
    )


HANDLERS = [notifications, by, code_page, code, end, resume, end_way, again]
