"""How far one document is, for whoever knew its number and secret."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from civicore import AnyRequest
from civicore_doctrack import notices, offering, shown
from civicore_doctrack.citizen import Here


@get("/documents/{token:str}")
async def result(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The way in steps, the age of the data, where to collect it, and the question whether to be told."""
    here = Here(request)
    found = await here.tracking.by_token(token)
    if found is None:
        return here.over()
    standing = found.standing
    stage = shown.stage_now(here.plan, standing)
    ready = stage is not None and stage.ready
    ended = stage is not None and stage.final
    return here.page(
        "result.html",
        personal=True,
        token=token,
        found=found,
        standing=standing,
        stage=stage,
        steps=shown.steps(here.plan, standing),
        kind=here.plan.kinds.get(found.type),
        office=here.city.offices.get(standing.office or ""),
        booking=notices.booking(here.setting, standing.office) if ready else None,
        offer=None if ended else await offering.offer(here.setting, found.document),
        asked=request.query_params.get("asked") == "no",
        followed=request.query_params.get("followed") == "1",
    )


HANDLERS = [result]
