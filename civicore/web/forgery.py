"""No other site may act in a visitor's name: a token in every form, and what the browser says about the caller."""

from __future__ import annotations

import logging

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, PermissionDeniedException, ServiceUnavailableException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from civicore.base.codes import Keyring, same, secret
from civicore.web.requests import AnyRequest, header, media_type

FIELD, HEADER = "_csrf", "x-csrf-token"
_HEADER = HEADER.encode()
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_PURPOSE = "form"
log = logging.getLogger("civicore.web")


def token(keys: Keyring, nonce: str) -> str:
    """A token for one form; each is different, so that compression of pages tells nothing about it."""
    salt = secret()[:16]
    return f"{salt}.{keys.digest(_PURPOSE, f'{salt}|{nonce}')}"


def genuine(keys: Keyring, nonce: str, written: str) -> bool:
    """Was the token made for this cookie, under any of the city's keys?"""
    salt, _, mark = written.partition(".")
    return bool(nonce) and any(same(mark, one) for one in keys.digests(_PURPOSE, f"{salt}|{nonce}"))


class ForgeryGuard(ASGIMiddleware):
    """Refuses forged requests with 403.

    Requests with ``Authorization: Bearer`` cannot be forged by a page. Programs' addresses take JSON, or
    come without cookies, so they need no token; what the browser says about the caller counts there too.
    """

    def __init__(self, keys: Keyring, cookie: str, programs: frozenset[str]) -> None:
        self._keys, self._cookie, self._programs = keys, cookie, programs

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE:
            await self._judge(scope, receive, send)
        await next_app(scope, receive, send)

    async def _judge(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        with_token = own_pages_only(scope)
        kind, program = media_type(scope), scope["path"].split("/")[1] in self._programs
        if kind not in _FORMS and (with_token or (program and kind == "application/json")):
            return
        request: AnyRequest = Request(scope, receive, send)
        sent = await _form(request) if kind in _FORMS else None
        if with_token or (program and not request.cookies):
            return
        written = header(scope, _HEADER) or str(sent.get(FIELD, "") if sent is not None else "")
        if not genuine(self._keys, request.cookies.get(self._cookie, ""), written):
            if sent is not None:
                await sent.close()
            raise PermissionDeniedException(extra={"code": "request.forged"})


async def _form(request: AnyRequest) -> FormMultiDict:
    """What was sent, kept for the handlers after; bytes that are no text are the sender's mistake.

    A file above a megabyte waits in a temporary one: where no room is left for it, it may come again later.
    """
    try:
        return await request.form()
    except (UnicodeDecodeError, LookupError):  # LookupError: a charset that nobody knows
        raise ClientException from None
    except OSError as error:
        log.error("no temporary file can be written for what people send: %s", error.strerror)
        raise ServiceUnavailableException(headers={"Retry-After": "5"}) from None


def own_pages_only(scope: HTTPScope) -> bool:
    """Whether a bearer token comes with it, which no page of another site has.

    PermissionDeniedException where a browser says that such a page asks without one.
    """
    with_token = (header(scope, b"authorization") or "").lower().startswith("bearer ")
    if not with_token and _foreign(scope):
        raise PermissionDeniedException(extra={"code": "request.foreign"})
    return with_token


def _foreign(scope: HTTPScope) -> bool:
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = header(scope, b"origin")
    return origin is not None and origin != "null" and origin.partition("://")[2] != header(scope, b"host")
