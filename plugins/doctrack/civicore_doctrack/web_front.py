"""Where people look a document up: by its number and a secret that only its holder knows."""

from typing import Any

from litestar import Response, get, post

from civicore import Answers, AnyRequest, Refusal, redirect
from civicore_doctrack import links, samples
from civicore_doctrack.citizen import STATUS, Here, first, network_of, trapped


@get("/documents")
async def front(request: AnyRequest) -> Response[Any]:
    """The form, and what can be tracked."""
    here = Here(request)
    example = samples.example(here.tracking) if here.runtime.demo else None
    return here.page("front.html", form=here.form, answers=Answers(), refusal=None, example=example)


@post("/documents")
async def find(request: AnyRequest) -> Response[Any]:
    """Look it up. What was typed stands in no address; an unknown number and a wrong secret are answered alike."""
    here, data = Here(request), await request.form()
    answers = here.form.read({name: data.get(name, "") for name in here.form.fields})
    refusal: Refusal | None = None
    if not answers.errors and not trapped(data):
        found = await here.tracking.look_up(first(data, "number"), first(data, "secret"), network_of(request))
        if not isinstance(found, Refusal):
            return redirect(request, links.result(found.token))
        refusal = found
    status = 422 if refusal is None else STATUS.get(refusal.code, 422)
    return here.page(
        "front.html", status=status, personal=True, typed=True, form=here.form, answers=answers, refusal=refusal
    )


HANDLERS = [front, find]
