"""The pages of a plugin that anybody can open, found by its routes, and the forms on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar.handlers import HTTPRouteHandler

from civicore.testing.browsing import Browser
from civicore.testing.markup import Form, Page
from civicore.testing.town import Town

PREFIX = {"public": "", "desk": "/desk", "api": "/api/v1", "device": "/device", "hook": "/hooks", "standard": ""}
TYPED = ("text", "email", "tel", "search", "textarea", "url")
"""Kinds of fields that take words."""


@dataclass(frozen=True)
class Route:
    """One address of a plugin with one method; ``path`` has no language."""

    area: str
    method: str
    path: str
    opt: Any

    @property
    def plain(self) -> bool:
        """Whether it takes no parameter."""
        return "{" not in self.path


def routes_of(town: Town, plugin: str) -> list[Route]:
    """All of them."""
    return [route for one in town.parts("register_routes", plugin) for route in _routes(one)]


def _routes(part: Any) -> Iterator[Route]:
    for handler in part.handlers:
        yield from _of(handler, PREFIX.get(part.area, ""), part.area)


def _of(handler: Any, above: str, area: str) -> Iterator[Route]:
    if isinstance(handler, HTTPRouteHandler):
        for path in sorted(handler.paths):
            for method in sorted(str(one) for one in handler.http_methods):
                yield Route(area, method, f"{above}/{path.strip('/')}".rstrip("/") or "/", handler.opt)
    elif isinstance(handler, type):
        for name in dir(handler):
            one = getattr(handler, name)
            if isinstance(one, HTTPRouteHandler):
                yield from _of(one, f"{above}/{(getattr(handler, 'path', '') or '').strip('/')}".rstrip("/"), area)
    else:
        for one in getattr(handler, "route_handlers", ()):
            yield from _of(one, f"{above}/{handler.path.strip('/')}".rstrip("/"), area)


def public_pages(town: Town, plugin: str) -> list[str]:
    """Paths without language and parameter that a citizen can open."""
    found = [one.path for one in routes_of(town, plugin) if one.area == "public" and one.method == "GET" and one.plain]
    return sorted(dict.fromkeys(found))


def forms_of(town: Town, plugin: str, browser: Browser) -> Iterator[tuple[Page, Form]]:
    """Every form to fill in on those pages, and on pages of the plugin that they lead to in one step."""
    for page in pages_of(town, plugin, browser):
        yield from ((page, form) for form in page.forms if form.method == "POST" and form.kinds and _own(form, plugin))


def pages_of(town: Town, plugin: str, browser: Browser, most: int = 12) -> Iterator[Page]:
    """The pages themselves, those that answer with HTML."""
    waiting, seen = [f"/en{path}" for path in public_pages(town, plugin)], set[str]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = browser.open(path)
        if page.source:
            yield page
            links = [link.removeprefix("http://city") for link in page.links.values()]
            waiting += [one for one in links if one.startswith(f"/en/{plugin}") and "#" not in one]


def _own(form: Form, plugin: str) -> bool:
    return "/language" not in form.action and "/sign" not in form.action
