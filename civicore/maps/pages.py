"""Addresses of the map: shapes for the map in the browser."""

from litestar import Response, get
from litestar.exceptions import NotFoundException

from civicore.maps.atlas import Atlas
from civicore.web.pages import language, runtime
from civicore.web.requests import AnyRequest


@get("/maps/shapes.json", include_in_schema=False)
async def shapes(request: AnyRequest) -> Response[bytes]:
    """Areas and ground as GeoJSON, names in the language of the page; the address changes with the areas."""
    from civicore.maps.browser import as_json  # loads what measures shapes

    found = runtime(request).services.all(Atlas)
    if not found:
        raise NotFoundException
    fresh = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    return Response(as_json(found[0], language(request)).encode(), media_type="application/geo+json", headers=fresh)
