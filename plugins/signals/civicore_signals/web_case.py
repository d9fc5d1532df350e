"""The public page of a case, and its photos."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from civicore import AnyRequest, Due, due_day, files, language, maps
from civicore_signals.citizen import Here, case_path, first, printable
from civicore_signals.plan import Plan
from civicore_signals.stages import stages
from civicore_signals.visibility import PublicCase

_PICTURE = (400, 260)


@get("/signals/no/{number:path}")
async def case_page(request: AnyRequest, number: FromPath[str]) -> Response[Any]:
    """Everything everybody may know of a case; one page says all that cannot be seen (case 1)."""
    here = Here(request)
    found = await here.cases.public(printable(str(number).lstrip("/"))[:200])
    if found is None:
        return here.unknown()
    follows = here.account is not None and await here.cases.follows(here.account, found.number)
    return here.page(
        "case.html",
        case=found,
        path=case_path(found.number),
        stages=stages(here.plan, found.kind, found.status, found.events),
        law=here.plan.law(found.kind, found.category),
        due=_due(here.plan, found),
        picture=_picture(here, found),
        follows=follows,
        can_follow=here.plan.subscriptions.who != "nobody" and here.plan.subscriptions.to == "own_and_public",
        followed=request.query_params.get("followed") == "1",
    )


@get("/signals/photo/{photo:uuid}")
async def photo(request: AnyRequest, photo: FromPath[UUID]) -> Response[Any]:
    """A photo that the office let out, as long as its case is public: it is asked for anew each time (case 4)."""
    here, number = Here(request), first(request.query_params, "number", 200)
    found = await here.cases.public(number) if number else None
    if found is None or photo not in found.photos:
        return here.unknown()
    async with here.runtime.store.reading():
        file = await files.get(photo, "public_thumb" if "small" in request.query_params else "public")
    return files.response(file, shared=True) if file else here.unknown()


def _due(plan: Plan, case: PublicCase) -> Due | None:
    """The sum that leads to the last day; None where the day was moved since, which the history tells (case 53)."""
    law = plan.law(case.kind, case.category)
    if law is None or case.due_on is None:
        return None
    begun = case.registered_on if law.starts == "registered" else plan.calendar.day(case.received_at)
    due = due_day(law.rule, begun, plan.calendar.days)
    return due if due.on == case.due_on else None


def _picture(here: Here, case: PublicCase) -> Any:
    """A piece of the map around the place, as exact as the place may be known."""
    atlas, point = here.atlas, case.place.point if case.place else None
    if atlas is None or point is None:
        return None
    there = maps.Point(*point)
    view = maps.MapView(there, 15, *_PICTURE)
    return maps.svg(view, atlas, language=language(here.request), pin=there)


HANDLERS = [case_page, photo]
