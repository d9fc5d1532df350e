"""Static files under names that carry a hash of their content, ready compressed and kept for ever."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.web.folders import Folders
from civicore.web.requests import AnyRequest

PREFIX = "/static/"
TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
}
_COMPRESSED = ("css", "js", "svg", "webmanifest")
_URL = re.compile(r'url\("([\w./-]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same compressed (or None), and its media type."""

    content: bytes
    packed: bytes | None
    media_type: str


class Assets:
    """Every static file of the city by its plain name and by its hashed one.

    Hashed names of ``before``, the assets that these follow in a running server, stay known: pages that were drawn
    with them are only being shown.
    """

    def __init__(self, files: Mapping[str, bytes], before: "Assets | None" = None) -> None:
        self._hrefs: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        self._earlier: Mapping[str, Asset] = before._assets if before is not None else {}
        # Style sheets come last: they name other files, whose hashes must be known.
        for name in sorted(files, key=lambda one: (one.endswith(".css"), one)):
            self._add(name, files[name])

    def __contains__(self, name: str) -> bool:
        return name in self._hrefs

    def href(self, name: str) -> str:
        """The address of a file, KeyError when there is none of that name."""
        return self._hrefs[name]

    @property
    def hrefs(self) -> list[str]:
        """The addresses of all files, in a fixed order."""
        return sorted(self._hrefs.values())

    def at(self, hashed: str) -> Asset | None:
        return self._assets.get(hashed) or self._earlier.get(hashed)

    def _add(self, name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        if ending == "css":
            content = _URL.sub(self._linked, content.decode()).encode()
        hashed = f"{stem}-{sha256(content).hexdigest()[:12]}.{ending}"
        packed = _packed(content) if ending in _COMPRESSED else None
        self._hrefs[name] = PREFIX + hashed
        self._assets[hashed] = Asset(content, packed, TYPES[ending])

    def _linked(self, found: re.Match[str]) -> str:
        return f'url("{self._hrefs.get(found[1], found[1])}")'


@lru_cache(256)
def _packed(content: bytes) -> bytes:
    """A city that is read anew has most of its files as before."""
    return gzip.compress(content, 9, mtime=0)


def gather(folders: Folders, made: Mapping[str, bytes], before: Assets | None = None) -> Assets:
    """Files of the core, plugins and the city, the city's strongest, and those made from its file."""
    files: dict[str, bytes] = {}
    for _, folder in reversed(folders.layers("static")):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix[1:] in TYPES:
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return Assets({**files, **made}, before)


@get(PREFIX + "{name:path}", include_in_schema=False, opt={"uncompressed": True})
async def static_file(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """A file of the site; unknown and outdated names are not found."""
    asset = request.app.state.site.assets.at(name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    packed = asset.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.packed if packed else asset.content, media_type=asset.media_type, headers=headers)
