"""Where people begin: the box of the front page, the page of signals, the search by number."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get

from civicore import AnyRequest, HomeBox, Refusal, redirect
from civicore_signals.citizen import Here, case_path, first, network_of

_RECENT = 5


@get("/signals")
async def front(request: AnyRequest) -> Response[Any]:
    """What is urgent, what can be sent, where a number is looked up, what is new."""
    return Here(request).page("front.html", **await _offer(Here(request)))


@get("/signals/find")
async def find(request: AnyRequest) -> Response[Any]:
    """The case of a number, of any age. What strangers may not see is answered as what never was (case 1)."""
    here = Here(request)
    number = first(request.query_params, "number", 200)
    if not here.plan.number_search.enabled or not number:
        return redirect(request, "/signals")
    found = await here.cases.by_number(number, network_of(request))
    if isinstance(found, Refusal):
        return here.refused(found)
    return here.unknown() if found is None else redirect(request, case_path(found.number))


async def home(request: AnyRequest) -> tuple[str, Mapping[str, object]]:
    """The box of the city's front page (SOF-07, SOF-16)."""
    here = Here(request)
    return "signals/home.html", {"words": here, "plan": here.plan, **await _offer(here)}


async def _offer(here: Here) -> dict[str, Any]:
    plan = here.plan
    recent = await here.cases.public_list(size=_RECENT) if plan.searchable() else None
    return {
        "kinds": [kind for kind in plan.kinds.values() if plan.types(kind.id)],
        "searches": [kind for kind in plan.kinds.values() if "number" in kind.track and kind.public is not None],
        "recent": recent.items if recent else (),
        "mapped": bool(plan.searchable()) and here.atlas is not None,
    }


def box() -> HomeBox:
    """For the hook."""
    return HomeBox("signals.home", home, order=10, for_everybody=True)


HANDLERS = [front, find]
