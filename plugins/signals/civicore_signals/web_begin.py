"""The first pages of the journey: what kind, which type, what to read before one writes."""

from typing import Any

from litestar import Response, get
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from civicore import Answers, AnyRequest, FieldError, Refusal, redirect
from civicore_signals import asking
from civicore_signals.citizen import Here, first
from civicore_signals.journey import Draft
from civicore_signals.plan import Category
from civicore_signals.writing import NEW, Trip, travelling


@get(NEW)
async def kinds(request: AnyRequest) -> Response[Any]:
    """What one can send; with one kind there is nothing to choose."""
    here = Here(request)
    offered = [kind for kind in here.plan.kinds.values() if here.plan.types(kind.id)]
    if len(offered) == 1:
        return redirect(request, f"{NEW}/{offered[0].id}")
    return here.page("new/kinds.html", kinds=offered)


@get(f"{NEW}/{{kind:str}}")
async def start(request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
    """To the first page that wants an answer; ``category`` in the address chooses the type beforehand."""
    trip = await travelling(request, kind)
    if trip.needs_account:
        return account_page(trip)
    wanted = trip.here.plan.category(first(request.query_params, "category", 100))
    if wanted is not None and wanted in trip.here.plan.types(kind) and trip.draft == Draft(kind):
        return await trip.onward(trip.draft.of_type(wanted.id))
    return redirect(request, trip.next)


def account_page(trip: Trip) -> Response[Any]:
    """Why this needs an account, and the ways to sign in or to make one, back to here."""
    return trip.here.page("new/account.html", trip=trip, next=trip.path())


def show_category(trip: Trip, answers: Answers | None = None, status: int = 200) -> Response[Any]:
    """The tree of types, or those that the words typed into the search find."""
    here, request = trip.here, trip.here.request
    query = first(request.query_params, "q", 100)
    types = here.plan.types(trip.kind.id)
    found = asking.found_types(here.plan, types, query) if query else []
    chosen = answers.raw.get("category", "") if answers else trip.draft.category or ""
    tree = _tree(trip, types)
    facts = {"query": query, "found": found, "tree": tree, "chosen": chosen, "answers": answers or Answers()}
    return trip.page("category.html", "category", status=status, **facts)


async def take_category(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """The type chosen."""
    chosen = first(data, "category", 100)
    if chosen not in {one.id for one in trip.here.plan.types(trip.kind.id)}:
        wrong = FieldError("category", Refusal("signals.choose_type"))
        return show_category(trip, Answers(errors=(wrong,), raw={"category": chosen}), 422)
    return await trip.onward(trip.draft.of_type(chosen))


def show_before(trip: Trip) -> Response[Any]:
    """Words of the city about this type, and where the answer may stand already."""
    type = trip.type
    city = trip.here.city
    articles = [
        (name, city.information[name]) for name in (type.information if type else ()) if name in city.information
    ]
    given = asking.at_once(type) if type else ()
    stops = asking.stopping(type, {})
    return trip.page("before.html", "before", type=type, advice=given, articles=articles, stops=stops)


async def take_before(trip: Trip, data: FormMultiDict) -> Response[Any]:
    """It has been read; where the words end the form there is no way on."""
    if asking.stopping(trip.type, {}) is not None:
        return show_before(trip)
    return await trip.onward(trip.draft.having("before"))


def _tree(trip: Trip, types: tuple[Category, ...]) -> list[tuple[Category | None, list[Category]]]:
    """Types under their category; a category that is a type itself stands alone."""
    found: dict[str, list[Category]] = {}
    for one in types:
        found.setdefault(one.parent or one.id, []).append(one)
    return [(trip.here.plan.category(above), below) for above, below in found.items()]


HANDLERS = [kinds, start]
