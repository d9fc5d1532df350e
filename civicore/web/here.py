"""Where the reader is: the language, view and address of the page, and how to get to the same page in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

TEXT_VIEW = "text"  # path segment after the language: /cs/text/...


@dataclass(frozen=True)
class Translation:
    """The same page in one language."""

    language: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Here:
    """One request's place. ``path`` is without language and view, ``plain`` says that graphics are off.

    ``marked`` says that the address itself, not only a cookie, asks for the plain view. ``usual`` is the
    language that an address without one would be answered in.
    """

    language: str
    path: str
    query: str = ""
    plain: bool = False
    marked: bool = False
    usual: str = ""
    languages: Sequence[tuple[str, str]] = ()
    request_id: str = ""

    def href(self, path: str, /, **query: object) -> str:
        """The address of a path of the site in this language and view."""
        return self._address(self.language, path, self.marked, urlencode(query, doseq=True))

    @property
    def all(self) -> list[Translation]:
        return [
            Translation(code, name, self._address(code, self.path, self.marked, self.query), code == self.language)
            for code, name in self.languages
        ]

    @property
    def others(self) -> list[Translation]:
        return [one for one in self.all if not one.current]

    @property
    def view_href(self) -> str:
        """Switches graphics off or on, and comes back here."""
        here = self.path + (f"?{self.query}" if self.query else "")
        return self.href(f"/view/{'full' if self.plain else TEXT_VIEW}", back=here)

    def inside(self, path: str) -> bool:
        """Does this page belong to that menu entry?"""
        return self.path == path or (path != "/" and self.path.startswith(f"{path}/"))

    @staticmethod
    def _address(language: str, path: str, marked: bool, query: str) -> str:
        view = f"/{TEXT_VIEW}" if marked else ""
        return f"/{language}{view}{quote(path, safe='/:@!$&*+,;=~-._')}" + (f"?{query}" if query else "")


def in_header(address: str) -> str:
    """An address as a header may carry it: in ASCII, what is quoted already as it is."""
    return quote(address, safe="/?#[]:@!$&'()*+,;=%~")


def local_path(written: str | None) -> str:
    """A path to go back to, ``/`` when it could lead off the site (``//host``, ``/\\host``, control characters)."""
    if not written or not written.startswith("/") or written.startswith(("//", "/\\")):
        return "/"
    if "\\" in written or any(ord(letter) < 33 or ord(letter) == 127 for letter in written):
        return "/"
    return written
