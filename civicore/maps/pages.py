"""Addresses of the map: shapes for the map in the browser, and what a page with a map may load."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from litestar import Response, get
from litestar.exceptions import NotFoundException

from civicore.maps.atlas import Atlas, as_json
from civicore.web.front import content_policy
from civicore.web.pages import language, runtime
from civicore.web.requests import AnyRequest


def headers(atlas: Atlas) -> Mapping[str, str]:
    """Headers of a page with a map: the tile server that the file names may send it pictures, nobody else may."""
    if atlas.tiles is None:
        return {}
    server = urlsplit(atlas.tiles)
    return {
        "Content-Security-Policy": content_policy(images=[f"{server.scheme}://{server.netloc.replace('{s}', '*')}"])
    }


@get("/maps/shapes.json", include_in_schema=False)
async def shapes(request: AnyRequest) -> Response[bytes]:
    """Areas and ground as GeoJSON, names in the language of the page; the address changes with the areas."""
    found = runtime(request).services.all(Atlas)
    if not found:
        raise NotFoundException
    fresh = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    return Response(as_json(found[0], language(request)).encode(), media_type="application/geo+json", headers=fresh)
