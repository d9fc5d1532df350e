"""What stands before the router: the visitor's address, HEAD, the language in the path, protecting headers."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from civicore.base.codes import new_id
from civicore.base.request_id import REQUEST
from civicore.people.tables import SwitchRow
from civicore.runtime import Runtime
from civicore.storage.delivering import described
from civicore.web.cookies import Cookies, cookies_in
from civicore.web.here import TEXT_VIEW, Here
from civicore.web.kept import KeptAnswers
from civicore.web.negotiation import negotiate
from civicore.web.patience import patient
from civicore.web.proxies import Proxies
from civicore.web.refusals import write_down

if TYPE_CHECKING:
    from civicore.web.metrics import Metrics

STANDARDS = frozenset({"open311"})  # first parts of the places that international standards name
UNSPOKEN = STANDARDS | {
    *("api", "hooks", "static", "health", "metrics", "robots.txt", "favicon.ico", ".well-known", "demo", "demo.json"),
    *("app-icons", "sw.js"),
}
log = logging.getLogger("civicore.web")


def content_policy(*, images: Sequence[str] = ()) -> str:
    """What a page may load: its own, and pictures from these origins where the city's file names them.

    A page that needs more than usual answers with this header itself; no other page is loosened.
    """
    pictures = " ".join(["'self'", "data:", *images])
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {pictures}; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
        "worker-src 'self'"
    )


HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
}
_ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class CityApp(Litestar):
    """Litestar with the front of the house; pages live under ``/{language}/``, programs' addresses do not."""

    runtime: Runtime
    cookies: Cookies
    proxies: Proxies
    kept: KeptAnswers
    metrics: Metrics | None = None

    def attach(self, runtime: Runtime, cookies: Cookies) -> None:
        """Hand over what the front needs; Litestar's constructor takes no more arguments."""
        self.runtime, self.cookies = runtime, cookies
        self.proxies = Proxies(runtime.city.security.trusted_proxies)
        self._languages = [(one, runtime.languages.native_name(one)) for one in runtime.languages.known]
        self._text_only = runtime.city.brand.text_only
        self._chosen, self._view = cookies.language, cookies.view
        self.kept = KeptAnswers(runtime.store, runtime.clock, cookies, SwitchRow._meta.tablename)
        safe = {**HEADERS, **(_ONLY_HTTPS if cookies.secure else {}), "Cache-Control": "no-store"}
        self._safe = [(name.lower().encode(), value.encode()) for name, value in safe.items()]
        self._safe_names = frozenset(name for name, _ in self._safe)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
            return
        scope = scope.copy()  # the server asks its own for the method when it counts the bytes of an answer
        if self.metrics is not None:
            send = self.metrics.watching(scope, send)
        self.proxies.resolve(scope)
        send = self._protecting(scope, send)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
            send = _without_body(send)
        elif scope["method"] != "GET":
            await self._ask(scope, patient(receive), send)  # nothing that is kept answers it
            return
        await self.kept.answer(scope, send, partial(self._ask, scope, receive))

    async def _ask(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Let the router find out."""
        if target := self._place(scope):
            await _redirect(target, send)
            return
        await self._hang_banners(scope)
        await super().__call__(scope, receive, send)

    def _place(self, scope: HTTPScope) -> str | None:
        """Find out where the reader is; an address to go to instead when the path names no language."""
        known, path = self.runtime.languages.known, scope["path"]
        cookies, wanted = _choices(scope)
        first, _, rest = path.removeprefix("/").partition("/")
        wants_plain = cookies.get(self._view) == TEXT_VIEW and self._text_only
        remembered = cookies.get(self._chosen, "")
        usual = remembered if remembered in known else (negotiate(wanted, known) if wanted else None) or known[0]
        if first in known:
            marked = rest.partition("/")[0] == TEXT_VIEW and self._text_only
            rest = rest.partition("/")[2] if marked else rest
            inner = f"/{rest}"
            language = first
            if rest.partition("/")[0] not in UNSPOKEN:
                scope["path"] = inner
                scope["raw_path"] = quote(inner).encode()
        else:
            marked, inner = False, path
            language = usual
            if first not in UNSPOKEN and scope["method"] == "GET":
                query = scope["query_string"].decode("latin-1")
                view = f"/{TEXT_VIEW}" if wants_plain else ""
                return f"/{language}{view}{quote(path)}" + (f"?{query}" if query else "")
        request_id = new_id().hex[:12]
        REQUEST.set(request_id)
        scope.setdefault("state", {})["here"] = Here(
            language,
            inner,
            scope["query_string"].decode("latin-1"),
            plain=marked or wants_plain,
            marked=marked,
            usual=usual,
            languages=self._languages,
            request_id=request_id,
        )
        return None

    async def _hang_banners(self, scope: Scope) -> None:
        """Notices of suspended services go onto every page; without the database the page stands all the same."""
        scope["state"]["banners"] = []
        if scope["path"].partition("/")[2].partition("/")[0] in UNSPOKEN:
            return
        try:
            scope["state"]["banners"] = list(await self.runtime.suspensions.banners(self.runtime.clock.now()))
        except Exception as error:
            log.error("suspensions could not be read: %s", described(error))

    def _protecting(self, scope: HTTPScope, send: Send) -> Send:
        safe, names = self._safe, self._safe_names

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                write_down(scope, message["status"])
                said = list(message["headers"])
                known = {name.lower() for name, _ in said}
                more = safe if names.isdisjoint(known) else [one for one in safe if one[0] not in known]
                message = {**message, "headers": said + more}
            await send(message)

        return protected


def _without_body(send: Send) -> Send:
    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bare


async def _redirect(target: str, send: Send) -> None:
    vary = (b"vary", b"Accept-Language, Cookie")
    headers = [(b"location", target.encode("latin-1")), vary, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _choices(scope: HTTPScope) -> tuple[Mapping[str, str], str]:
    """The cookies, and the languages that the browser wants; of two such headers the last counts."""
    sent, wanted = [], b""
    for name, value in scope["headers"]:
        if name == b"cookie":
            sent.append(value)
        elif name == b"accept-language":
            wanted = value
    return cookies_in(b"; ".join(sent)) if sent else {}, wanted.decode("latin-1")
