"""Answers with a file, so that it can do nothing in a browser but be looked at."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response
from litestar.exceptions import NotFoundException

from civicore.files.keeping import File

_POLICY = "default-src 'none'; sandbox"
_SHARED_SECONDS = 30  # what is hidden is gone from every cache within a minute


def response(found: File | None, *, shared: bool = False) -> Response[bytes]:
    """The answer with this file; 404 for None. The caller has asked whether this reader may have it.

    ``shared``: everybody may have it, so caches keep it for half a minute; nobody keeps any other. It goes without
    the name that its sender gave it: nobody has looked whether that tells of somebody.
    A picture is shown, a paper is saved.
    """
    if found is None:
        raise NotFoundException
    headers = {
        "Content-Disposition": _disposition(found, shared=shared),
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": f"public, max-age={_SHARED_SECONDS}" if shared else "private, no-store",
    }
    if shared:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        headers["X-Robots-Tag"] = "noindex"
    return Response(found.content, media_type=found.content_type, headers=headers)


def _disposition(found: File, *, shared: bool) -> str:
    how = "inline" if found.content_type.startswith("image/") else "attachment"
    if shared:
        return how
    return f"{how}; filename*=UTF-8''{quote(found.kept.name, safe='')}"
