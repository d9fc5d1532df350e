"""Pages of what the city explains, and their entries in the menu."""

from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from civicore.deployment.city import City
from civicore.extension.parts import Navigation, Routes
from civicore.information import shelf
from civicore.web.own_pages import rendered
from civicore.web.pages import language, page, runtime
from civicore.web.requests import AnyRequest
from civicore.web.search import LONGEST_QUERY, search
from civicore.web.typed_text import cleaned, single_spaced


@get("/information")
async def front(request: AnyRequest, q: Annotated[str, QueryParameter(max_length=1000)] = "") -> Response[str]:
    """Everything under its heading; with a query, what was found."""
    city = runtime(request).city
    asked = single_spaced(cleaned(q) or "")[:LONGEST_QUERY]
    hits = [one for one in search(city, language(request), asked) if one.path.startswith(shelf.ARTICLES)]
    return page(request, "information/front.html", asked=asked, hits=hits, shelf=shelf.by_kind(city))


@get("/information/{name:str}")
async def article(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """One service, procedure or rule."""
    city = runtime(request).city
    found = city.information.get(name)
    if found is None:
        raise NotFoundException
    body = rendered(found.body.in_(language(request))) if found.body else None
    related = [(other, city.information[other]) for other in found.related or ()]
    return page(request, "information/article.html", article=found, body=body, related=related)


@get("/information/units")
async def units(request: AnyRequest) -> Response[str]:
    """The organisation as a tree."""
    city = runtime(request).city
    return page(request, "information/units.html", below=lambda unit: shelf.below(city, unit))


@get("/information/units/{name:str}")
async def unit(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """One unit: what it is for, how to reach it, what it is in charge of."""
    city = runtime(request).city
    found = city.departments.get(name)
    if found is None:
        raise NotFoundException
    below, articles = shelf.below(city, name), shelf.of_unit(city, name)
    return page(request, "information/unit.html", unit=found, below=below, articles=articles)


def routes(city: City) -> tuple[Routes, ...]:
    """The pages, where the file explains something."""
    return (Routes("public", [front, article, units, unit]),) if city.information else ()


def menu(city: City) -> tuple[Navigation, ...]:
    """The entry of the menu and of the front page."""
    if not city.information:
        return ()
    label, hint = "Services and procedures", "What we do, which papers you need, whom to turn to"
    return (
        Navigation("information.menu", "public", label, shelf.ARTICLES, order=60),
        Navigation("information.home", "public", label, shelf.ARTICLES, order=60, place="home", hint=hint),
    )
