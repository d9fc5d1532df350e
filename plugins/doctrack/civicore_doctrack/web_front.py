"""Where people look a document up: by its number and a secret that only its holder knows."""

from typing import Any

from litestar import Response, get, post

from civicore import Answers, AnyRequest, Refusal, redirect
from civicore_doctrack import links, samples
from civicore_doctrack.citizen import STATUS, Here, first, network_of, trapped


@get("/documents")
async def front(request: AnyRequest) -> Response[Any]:
    """The form, and what can be tracked."""
    return _page(Here(request), Answers())


@post("/documents")
async def find(request: AnyRequest) -> Response[Any]:
    """Look it up. What was typed stands in no address; an unknown number and a wrong secret are answered alike."""
    here, data = Here(request), await request.form()
    answers = here.form.read({name: data.get(name, "") for name in here.form.fields})
    if answers.errors or trapped(data):
        return _page(here, answers, status=422)
    found = await here.tracking.look_up(first(data, "number"), first(data, "secret"), network_of(request))
    if isinstance(found, Refusal):
        return _page(here, answers, status=STATUS.get(found.code, 422), refusal=found)
    return redirect(request, links.result(found.token))


def _page(here: Here, answers: Answers, *, status: int = 200, refusal: Refusal | None = None) -> Response[str]:
    return here.page(
        "front.html",
        status=status,
        personal=status != 200,
        typed=status != 200,
        form=here.form,
        answers=answers,
        refusal=refusal,
        example=samples.example(here.tracking) if here.runtime.demo else None,
    )


HANDLERS = [front, find]
