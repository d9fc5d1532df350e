"""The pages for citizens: found things, the report of a loss, and the page of one's own report."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, Routes, redirect
from lostfound.asked import Here
from lostfound.config import categories
from lostfound.form import answered, report_form, report_of, search_form

FRONT = "/lostfound"
_PAGES = 1000


@get(FRONT)
async def listed(request: AnyRequest) -> Response[Any]:
    """Things that wait for their owners, the newest first, as narrow as was asked."""
    here = Here(request)
    form = search_form(here.city)
    category = here.asked("category") if here.asked("category") in categories(here.city) else ""
    words, number = here.asked("words", 60), here.asked("page", 4)
    at = min(int(number), _PAGES) if number.isascii() and number.isdigit() else 0
    things, more = await here.office.things(category, words, at)
    asked = {name: one for name, one in (("category", category), ("words", words)) if one}
    return here.page(
        "list.html",
        things=things,
        form=form,
        answers=form.filled(asked),
        asked=asked,
        earlier=at - 1 if at else None,
        later=at + 1 if more else None,
    )


@get(f"{FRONT}/report")
async def report_page(request: AnyRequest) -> Response[Any]:
    """The form, unsent."""
    here = Here(request)
    category = here.asked("category")
    form = _form(here)
    return _form_page(here, form, form.filled({"category": category} if category in categories(here.city) else {}))


@post(f"{FRONT}/report", status_code=200)
async def report(request: AnyRequest) -> Response[Any]:
    """Keep the report; the link to it goes to its owner's mailbox and to this browser."""
    here, data = Here(request), await request.form()
    form = _form(here)
    answers = form.read(data)
    if answers.trapped:
        return redirect(request, FRONT)  # a field that people do not see was filled in by a program
    if answers.errors:
        return _form_page(here, form, answers)
    said = report_of(answers, here.city, here.language, here.now)
    refusal = await here.office.report(said, here.network)
    if refusal is not None:
        return _form_page(here, form, answers, refusal)
    return redirect(request, f"{FRONT}/reports/{here.office.token(said.id)}")


@get(f"{FRONT}/reports/{{token:str}}")
async def own(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What became of a report."""
    here = Here(request)
    found = await here.office.by_token(token)
    if found is None:
        return here.over()
    said, thing = found
    return here.page(
        "own.html",
        personal=True,
        token=token,
        report=said,
        thing=thing,
        answers=list(answered(here.city, said.answers)),
    )


@post(f"{FRONT}/reports/{{token:str}}/withdraw")
async def withdraw(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Its owner looks for it no longer."""
    here = Here(request)
    if await here.office.withdraw(token) is not None:
        return here.over()
    return redirect(request, f"{FRONT}/reports/{token}")


def _form(here: Here) -> Form:
    return report_form(here.city, here.office.today, tuple(here.runtime.field_types))


def _form_page(here: Here, form: Form, answers: Answers, refusal: Refusal | None = None) -> Response[Any]:
    status = 422 if answers.errors else here.status(refusal) if refusal else 200
    return here.page("report.html", status=status, form=form, answers=answers, refusal=refusal)


PAGES = Routes("public", [listed, report_page, report, own, withdraw])
