"""What a phone asks for by itself: the manifest, icons, the service worker."""

from hashlib import sha256

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.deployment.city import City
from civicore.pocket import places
from civicore.pocket.icons import ICONS, face
from civicore.pocket.manifest import manifest
from civicore.storage.written import dumps
from civicore.web.assets import TYPES, Assets
from civicore.web.pages import language, runtime, site
from civicore.web.requests import AnyRequest

_DAY = {"Cache-Control": "public, max-age=86400"}
_PARTS = ("pocket/store.js", "pocket/worker.js")


@get(places.MANIFEST, include_in_schema=False)
async def app_manifest(request: AnyRequest) -> Response[str]:
    """The manifest in the language of the page that names it."""
    running, speaking = runtime(request), language(request)
    shortcuts = [(running.languages.label(speaking, one.label), one.path) for one in site(request).home if one.path]
    kept = (running.languages.translate(speaking, "Kept on this device"), places.KEPT)
    told = manifest(running.city, speaking, face(running.city), [*shortcuts[:2], kept])
    return Response(dumps(dict(told)), media_type=TYPES["webmanifest"], headers=_DAY)


@get(f"{places.ICON_FOLDER}/{{name:str}}", include_in_schema=False)
async def app_icon(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """An icon of the app; unknown names are not found."""
    stem, _, ending = name.rpartition(".")
    if stem not in ICONS or ending != "png":
        raise NotFoundException
    from civicore.pocket.drawing import drawn

    return Response(drawn(face(runtime(request).city), ICONS[stem]), media_type=TYPES["png"], headers=_DAY)


@get(places.WORKER, include_in_schema=False)
async def worker(request: AnyRequest) -> Response[bytes]:
    """The service worker of the whole site; it is another one as soon as any file of the site is."""
    script = worker_script(runtime(request).city, site(request).assets)
    return Response(script.encode(), media_type=TYPES["js"], headers={"Cache-Control": "no-cache"})


def worker_script(city: City, assets: Assets) -> str:
    """Its program, and in front of it what it must know: languages, the page for off-line, a mark of this version."""
    parts = [_text(assets, name) for name in _PARTS]
    mark = sha256("".join([*assets.hrefs, *parts]).encode()).hexdigest()[:12]
    about = {"version": mark, "languages": list(city.languages), "page": places.KEPT, "icons": places.ICON_FOLDER}
    return "\n".join([f"self.about = {dumps(about)};", *parts])


def _text(assets: Assets, name: str) -> str:
    found = assets.at(assets.href(name).removeprefix("/static/"))
    return found.content.decode() if found else ""
