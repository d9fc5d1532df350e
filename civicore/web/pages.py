"""What handlers answer with: a page, a redirect, an address, in the language and view of the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field

from jinja2 import Environment
from litestar import Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from civicore.base.codes import secret
from civicore.base.text import Text
from civicore.extension.parts import HomeBox
from civicore.runtime import Runtime
from civicore.web.assets import Assets
from civicore.web.cookies import Cookies
from civicore.web.forgery import FIELD, token
from civicore.web.here import Here
from civicore.web.kept import for_one
from civicore.web.refusals import mark
from civicore.web.requests import AnyRequest


@dataclass(frozen=True)
class Entry:
    """A line of a menu: ``path`` within the site, or ``href`` elsewhere."""

    label: str | Text
    path: str = ""
    href: str = ""
    hint: str | Text | None = None


@dataclass(frozen=True)
class Site:
    """What every page has around it. ``accounts`` says that citizens can sign in; ``account`` is then their menu."""

    env: Environment
    assets: Assets
    cookies: Cookies
    menu: Sequence[Entry] = ()
    home: Sequence[Entry] = ()
    footer: Sequence[Entry] = ()
    account: Sequence[Entry] = ()
    accounts: bool = False
    boxes: Sequence[HomeBox] = ()
    logo: str | None = None
    favicon: str = "favicon.svg"


@dataclass
class _Rendering:
    """One page being drawn: the globals of templates ask it."""

    request: AnyRequest
    here: Here
    site: Site
    cookies: list[Cookie] = field(default_factory=list)

    def csrf(self) -> Markup:
        for_one(self.request)
        name = self.site.cookies.form
        nonce = self.request.cookies.get(name) or self.request.scope["state"].get("nonce")
        if not nonce:
            nonce = self.request.scope["state"]["nonce"] = secret()
            self.cookies.append(self.site.cookies.make(name, nonce))
        written = token(runtime(self.request).keys, nonce)
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, written)


_drawing: ContextVar[_Rendering] = ContextVar("page")


def add_globals(env: Environment, assets: Assets, runtime: Runtime) -> None:
    """Names that every template may use, in macros too."""
    env.globals.update(
        href=lambda path, **query: _drawing.get().here.href(path, **query),
        asset=assets.href,
        csrf=lambda: _drawing.get().csrf(),
        absolute=runtime.absolute,
        city=runtime.city,
    )


def here(request: AnyRequest) -> Here:
    """Where the reader is."""
    found: Here = request.scope["state"]["here"]
    return found


def language(request: AnyRequest) -> str:
    """The language of the page asked for; for programs the one they prefer."""
    return here(request).language


def runtime(request: AnyRequest) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


def site(request: AnyRequest) -> Site:
    found: Site = request.app.state.site
    return found


def href(request: AnyRequest, path: str, /, **query: object) -> str:
    """The address of a path in the reader's language and view."""
    return here(request).href(path, **query)


def page(
    request: AnyRequest,
    template: str,
    /,
    *,
    status: int = 200,
    personal: bool = False,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response[str]:
    """Draw a template as a whole page.

    ``personal`` pages are kept by no cache and their address goes to nobody: use it wherever a person's data
    are shown or the address holds a secret. So are answers to what was typed, whose errors go with ``status=422``.
    """
    around, place = site(request), here(request)
    signed_in = request.scope["state"].get("citizen", False)
    mark(request.scope, context.get("refusal"))
    drawing = _Rendering(request, place, around)
    started = _drawing.set(drawing)
    try:
        with runtime(request).languages.using(place.language):
            html = around.env.get_template(template).render(
                here=place,
                site=around,
                status=status,
                personal=personal,
                signed_in=signed_in,
                banners=request.scope["state"].get("banners", ()),
                **context,
            )
    finally:
        _drawing.reset(started)
    return Response(
        html,
        status_code=status,
        media_type="text/html",
        headers={
            **_caching(personal or bool(signed_in) or status >= 400 or request.method == "POST"),
            "Content-Language": place.language,
            **(headers or {}),
        },
        cookies=[*drawing.cookies, *_remembered(around, place, status), *cookies],
    )


def redirect(
    request: AnyRequest,
    path: str,
    /,
    *,
    status: int = 303,
    cookies: Sequence[Cookie] = (),
    **query: object,
) -> Response[None]:
    """See another page of the site, in the same language and view; after a POST always this."""
    headers = {"Location": href(request, path, **query), "Cache-Control": "no-store"}
    return Response(None, status_code=status, headers=headers, cookies=list(cookies))


def _remembered(around: Site, place: Here, status: int) -> list[Cookie]:
    """Who reads in another language than the browser asks for has chosen it; at a device it is the next visitor's."""
    chosen = status == 200 and place.usual not in ("", place.language) and not place.path.startswith("/device/")
    return [around.cookies.remember(around.cookies.language, place.language)] if chosen else []


def _caching(personal: bool) -> dict[str, str]:
    if personal:
        return {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}
