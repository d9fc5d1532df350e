"""How a browser is known: the cookie of a session, the mark of a browser that was here before, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response
from litestar.datastructures import Cookie

from civicore.base.refusal import Refusal
from civicore.people.sign_in import Caller, SignedIn
from civicore.web.forms import Answers, Form
from civicore.web.pages import href, page, runtime, site
from civicore.web.requests import AnyRequest

_HALF_YEAR = 180 * 24 * 3600


@dataclass(frozen=True)
class Marks:
    """Names of the two cookies of one realm; ``session`` ends with the browser, ``browser`` after half a year."""

    session: str
    browser: str

    def token(self, request: AnyRequest) -> str:
        """The secret of this browser's session; empty when it has none."""
        return request.cookies.get(site(request).cookies.named(self.session), "")

    def caller(self, request: AnyRequest) -> Caller:
        """Where the request comes from."""
        address = request.client.host if request.client else ""
        return Caller(address, request.cookies.get(site(request).cookies.named(self.browser), ""))

    def of(self, request: AnyRequest, entered: SignedIn) -> list[Cookie]:
        """The session, and for whoever is wholly in the mark by which this browser is known again."""
        cookies = site(request).cookies
        own = cookies.make(cookies.named(self.session), entered.token)
        if not entered.complete:
            return [own]
        return [own, cookies.make(cookies.named(self.browser), entered.browser, seconds=_HALF_YEAR)]

    def gone(self, request: AnyRequest) -> Cookie:
        """Ends the session's cookie; the browser stays known."""
        cookies = site(request).cookies
        return cookies.forget(cookies.named(self.session))


def go(request: AnyRequest, wanted: str, cookies: Sequence[Cookie] = ()) -> Response[None]:
    """See a page of the site with its query; ``wanted`` has been judged to be one."""
    path, _, query = wanted.partition("?")
    target = href(request, path) + (f"?{urlencode(parse_qsl(query))}" if query else "")
    headers = {"Location": target, "Cache-Control": "no-store"}
    return Response(None, status_code=303, headers=headers, cookies=list(cookies))


def not_in(
    request: AnyRequest, template: str, form: Form, answers: Answers, field: str, refusal: Refusal, **context: Any
) -> Response[str]:
    """The page of a sign-in again, with what is wrong; 429 for whoever must wait."""
    headers, status = {}, 422
    if refusal.code == "sign_in.wait":
        headers, status = patience(request, refusal), 429
    wrong = answers.with_error(field, refusal)
    return page(request, template, status=status, personal=True, headers=headers, form=form, answers=wrong, **context)


def patience(request: AnyRequest, refusal: Refusal) -> dict[str, str]:
    """The header that says after how many seconds to try again."""
    until = refusal.facts["until"]
    seconds = int((until - runtime(request).clock.now()).total_seconds()) + 1  # type: ignore[operator]
    return {"Retry-After": str(seconds)}
