"""The pages every city has: front page, offices, contacts, the city's own pages, switches of the view."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from civicore.web.boxes import home_boxes
from civicore.web.here import TEXT_VIEW, in_header, local_path
from civicore.web.kept import for_everybody
from civicore.web.legal import accessibility, privacy
from civicore.web.opening import opening
from civicore.web.own_pages import own_page
from civicore.web.pages import here, page, runtime, site
from civicore.web.requests import AnyRequest
from civicore.web.search import search_page


@get("/", name="home")
async def home(request: AnyRequest) -> Response[str]:
    """What one can do here, and where and when the offices are open."""
    if all(box.for_everybody for box in site(request).boxes):
        for_everybody(request)
    city, now = runtime(request).city, runtime(request).clock.now()
    offices = [(name, office, opening(city, name, now)) for name, office in city.offices.items()]
    return page(request, "site/home.html", offices=offices, boxes=await home_boxes(request))


@get("/contact")
async def contact(request: AnyRequest) -> Response[str]:
    """How to reach the institution, its offices and departments."""
    for_everybody(request)
    running = runtime(request)
    now = running.clock.now()
    offices = [(name, office, opening(running.city, name, now)) for name, office in running.city.offices.items()]
    return page(request, "site/contact.html", offices=offices)


@get("/offices/{office:str}")
async def office_page(request: AnyRequest, office: FromPath[str]) -> Response[str]:
    """One office: address and way, hours of the week, days that differ, what is done there."""
    running = runtime(request)
    city = running.city
    if office not in city.offices:
        raise NotFoundException
    for_everybody(request)
    language = here(request).language
    agendas = [city.agendas[name] for name in city.agendas if office in city.offices_of(name)]
    return page(
        request,
        "site/office.html",
        office=city.offices[office],
        opening=opening(city, office, running.clock.now()),
        agendas=running.languages.sort(language, agendas, lambda agenda: agenda.name.in_(language)),
        departments=[one for one in city.departments.values() if (one.office or next(iter(city.offices))) == office],
    )


@get("/view/{view:str}")
async def view(
    request: AnyRequest, view: FromPath[str], back: Annotated[str, QueryParameter(max_length=2000)] = "/"
) -> Response[Any]:
    """Switch graphics off or on; the choice is remembered, and the plain address works without a cookie too."""
    if not runtime(request).city.brand.text_only or view not in (TEXT_VIEW, "full"):
        raise NotFoundException
    cookies = site(request).cookies
    target = local_path(back)
    marked = f"/{TEXT_VIEW}" if view == TEXT_VIEW else ""
    chosen = cookies.remember(cookies.view, view) if marked else cookies.forget(cookies.view)
    location = in_header(f"/{here(request).language}{marked}{target}")
    headers = {"Location": location, "Cache-Control": "no-store"}
    return Response(None, status_code=303, headers=headers, cookies=[chosen])


SITE_PAGES = [home, contact, office_page, own_page, privacy, accessibility, search_page, view]
