"""The cookies the site itself sets: none without need, none for anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Literal

from litestar.datastructures import Cookie

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Cookies:
    """Names and shapes of cookies; over https they are bound to this very host (``__Host-``)."""

    secure: bool

    @property
    def language(self) -> str:
        return self.named("language")

    @property
    def view(self) -> str:
        return self.named("view")

    @property
    def form(self) -> str:
        return self.named("form")

    def named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else f"civicore-{name}"

    def make(
        self, name: str, value: str, *, seconds: int | None = None, same_site: Literal["lax", "strict"] = "lax"
    ) -> Cookie:
        """A cookie of this site; without ``seconds`` it ends with the browser."""
        return Cookie(
            key=name, value=value, path="/", secure=self.secure, httponly=True, samesite=same_site, max_age=seconds
        )

    def remember(self, name: str, value: str) -> Cookie:
        """A choice of the reader, kept for a year."""
        return self.make(name, value, seconds=_YEAR)

    def forget(self, name: str) -> Cookie:
        return self.make(name, "", seconds=0)


def cookies_in(sent: bytes) -> dict[str, str]:
    """What a browser's ``Cookie`` header says; nothing where nobody can read it."""
    try:
        return {name: one.value for name, one in SimpleCookie(sent.decode("latin-1")).items()}
    except CookieError:
        return {}
