"""Search over what the city's file names: services, offices, departments, articles, pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter

from civicore.base.text import Text, fold, holds
from civicore.deployment.city import City
from civicore.web.own_pages import body, excerpt
from civicore.web.pages import language, page, runtime
from civicore.web.requests import AnyRequest
from civicore.web.typed_text import cleaned, single_spaced

LONGEST_QUERY = 100
MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """A hit: what it is called, where it is, a line about it."""

    title: str | Text
    path: str
    about: str | Text = ""


@get("/search")
async def search_page(request: AnyRequest, q: Annotated[str, QueryParameter(max_length=1000)] = "") -> Response[str]:
    """Results for a query; without one, the empty box."""
    city = runtime(request).city
    if not city.brand.search:
        raise NotFoundException
    asked = single_spaced(cleaned(q) or "")[:LONGEST_QUERY]
    return page(request, "site/search.html", asked=asked, found=search(city, language(request), asked))


def search(city: City, language: str, query: str) -> list[Found]:
    """What holds every word of the query, titles before texts; letters are folded on both sides."""
    asked = fold(query)
    in_title: list[Found] = []
    in_text: list[Found] = []
    for one, text in _everything(city, language):
        title = fold(one.title.in_(language) if isinstance(one.title, Text) else one.title)
        if holds(title, asked):
            in_title.append(one)
        elif holds(f"{title} {fold(text)}", asked):
            in_text.append(one)
    return [*in_title, *in_text][:MOST_FOUND]


def _everything(city: City, language: str) -> Iterator[tuple[Found, str]]:
    for identity, agenda in city.agendas.items():
        names = ", ".join(one.name.in_(language) for one in agenda.activities.values())
        documents = " ".join(one.in_(language) for one in agenda.documents)
        office = next(iter(city.offices_of(identity)), None)
        path = f"/offices/{office}" if office else "/contact"
        yield Found(agenda.name, path, names), f"{names} {documents}"
    for key, place in city.offices.items():
        address = ", ".join(part for part in (place.address.street, place.address.city) if part)
        yield Found(place.name, f"/offices/{key}", address), address
    for key, department in city.departments.items():
        path = f"/information/units/{key}" if city.information else "/contact"
        told = department.competence or department.room or ""
        yield Found(department.name, path, told), told.in_(language) if isinstance(told, Text) else ""
    for name, article in city.information.items():
        parts = (article.summary, article.body, *article.also, *article.documents, *article.steps, *article.law)
        said = " ".join(one.in_(language) for one in parts if one is not None)
        yield Found(article.title, f"/information/{name}", article.summary), said
    for name, own in city.pages.items():
        if not own.link:
            text = excerpt(body(city, name, language)[1])
            yield Found(own.title, f"/pages/{name}", text[:160]), text
