"""What somebody has sent and follows: by account, or by a letter to their address; and confirming what was sent."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Field, Form, Refusal, citizen_required, language, redirect
from civicore_signals.citizen import Here, first, network_of, trapped

EMAIL = Form(
    [Field("email", "E-mail", "email", autocomplete="email", hint="The one that you gave when you wrote to us.")]
)


@get("/signals/mine")
async def mine(request: AnyRequest) -> Response[Any]:
    """What the account has sent, the newest first (SOF-13)."""
    here, answer = Here(request), citizen_required(request)
    if isinstance(answer, Response) or here.account is None:
        return answer if isinstance(answer, Response) else here.unknown()
    found = await here.cases.mine(here.account, first(request.query_params, "after", 100) or None)
    return here.page("mine.html", personal=True, found=found.items, later=found.next, by_account=True)


@get("/signals/subscriptions")
async def subscriptions(request: AnyRequest) -> Response[Any]:
    """What the account follows (SOF-18)."""
    here, answer = Here(request), citizen_required(request)
    if isinstance(answer, Response) or here.account is None:
        return answer if isinstance(answer, Response) else here.unknown()
    found = await here.cases.subscriptions(here.account)
    return here.page("subscriptions.html", personal=True, found=found)


@get("/signals/send-mine")
async def ask_page(request: AnyRequest) -> Response[Any]:
    """Asks for the address to which the links go."""
    return Here(request).page("send_mine.html", personal=True, form=EMAIL, answers=Answers(), sent=False)


@post("/signals/send-mine")
async def ask(request: AnyRequest) -> Response[Any]:
    """Send the links; said in the same words for every address (case 8)."""
    here, data = Here(request), await request.form()
    answers = EMAIL.read(data)
    if trapped(data) or not answers.errors:
        if not trapped(data):
            refusal = await here.cases.link_for_mine(answers.values["email"], language(request), network_of(request))
            if isinstance(refusal, Refusal):
                return here.refused(refusal)
        return here.page("send_mine.html", personal=True, form=EMAIL, answers=Answers(), sent=True)
    return here.page("send_mine.html", status=422, personal=True, form=EMAIL, answers=answers, sent=False)


@get("/signals/all/{token:str}")
async def by_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The cases of an address, by the link that went there."""
    here = Here(request)
    found = await here.cases.mine_by_link(token)
    if found is None:
        return here.page("over.html", status=404, personal=True)
    return here.page("mine.html", personal=True, found=found, later=None, by_account=False, token=token)


@post("/signals/all/{token:str}")
async def open_one(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """To one of them, by a link of its own."""
    here, data = Here(request), await request.form()
    found = await here.cases.mine_by_link(token) or ()
    case = next((one for one in found if str(one.id) == data.get("case")), None)
    if case is None:
        return here.page("over.html", status=404, personal=True)
    return redirect(request, f"/signals/mine/{await here.cases.new_link(case.id)}")


@get("/signals/confirm/{token:str}")
async def confirm_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it registers: programs that read mail open links too (case 6)."""
    here = Here(request)
    case = await here.cases.to_confirm(token)
    if case is None:
        return here.page("over.html", status=404, personal=True)
    return here.page("confirm.html", personal=True, case=case, token=token)


@post("/signals/confirm/{token:str}")
async def confirm(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Register it; the same button again leads to the same case."""
    here = Here(request)
    done = await here.cases.confirm(token)
    if isinstance(done, Refusal):
        return here.page("over.html", status=404, personal=True)
    if not done.token:
        return here.page("confirmed.html", personal=True, case=done.case)
    return redirect(request, f"/signals/mine/{done.token}", sent=1)


HANDLERS = [mine, subscriptions, ask_page, ask, by_link, open_one, confirm_page, confirm]
