"""A person's browser without script, and a program: both ask the city in memory, nothing goes over a wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from civicore.testing.aside import PATIENCE, Aside
from civicore.testing.markup import Form, Page

__all__ = ["BASE", "Browser", "Form", "Page"]

BASE = "http://city"


class _Through(httpx.BaseTransport):
    """Takes a request over to the loop in which the city runs."""

    def __init__(self, app: Any, aside: Aside, network: str) -> None:
        self._far = httpx.ASGITransport(app, raise_app_exceptions=False, client=(network, 40000))
        self._aside = aside
        self.patience = PATIENCE

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._aside.do(self._asked(request), self.patience)

    async def _asked(self, request: httpx.Request) -> httpx.Response:
        away = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self._far.handle_async_request(away)
        content = b"".join([part async for part in answer.stream])  # type: ignore[union-attr]
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=request)


class Browser(httpx.Client):
    """An ``httpx.Client`` whose addresses begin with ``/``; it keeps cookies, follows redirects and fills forms in.

    ``language`` is what the person reads; pages without a language in their address are led there.
    """

    def __init__(
        self, app: Any, aside: Aside, *, language: str, network: str = "192.0.2.1", token: str | None = None
    ) -> None:
        headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin", "Origin": BASE}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self._far = _Through(app, aside, network)
        super().__init__(transport=self._far, base_url=BASE, headers=headers, follow_redirects=True)

    def patience(self, seconds: float) -> Browser:
        """From now on an answer is waited for at most so long; then TimeoutError."""
        self._far.patience = seconds
        return self

    def open(self, address: str) -> Page:
        """Go to a page."""
        return _page(self.get(address, headers={"Accept": "text/html"}))

    def submit(
        self,
        where: str | Page,
        answers: Mapping[str, str | Sequence[str]] | None = None,
        *,
        button: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Page:
        """Fill in the form of a page that asks for these answers and press its first button, or the named one.

        AssertionError when no form of the page asks for them. ``files`` are names and contents.
        """
        page = self.open(where) if isinstance(where, str) else where
        return self.send_form(page.form_with(answers or {}, button), answers or {}, button=button, files=files)

    def send_form(
        self,
        form: Form,
        answers: Mapping[str, str | Sequence[str]],
        *,
        button: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Page:
        """Send a form with these answers, whether it asks for them or not."""
        data = form.filled(answers, button)
        headers = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
        if form.method == "GET":
            return _page(self.get(form.action, params=data, headers=headers))
        sent = [(form.uploads[0], one) for one in files or [("", b"")]] if form.uploads else None
        return _page(self.post(form.action, data=data, files=sent, headers=headers))


def _page(answer: httpx.Response) -> Page:
    kind = answer.headers.get("content-type", "")
    return Page.read(str(answer.url), answer.status_code, answer.text if "html" in kind else "")
