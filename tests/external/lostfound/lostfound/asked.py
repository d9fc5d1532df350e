"""One request, of a visitor or of staff: the office it asks, and the pages it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from litestar import Response

from civicore import Asked, Refusal, Text, page
from lostfound.config import categories
from lostfound.menus import TITLE
from lostfound.service import Office

STATUS: Mapping[str, int] = {"lostfound.unknown": 404, "lostfound.too_many": 429}
DONE = frozenset({"added", "told", "returned"})
"""What may be said at the top of a page of the desk; anything else says nothing."""


@dataclass(frozen=True)
class Here(Asked):
    """The city as lost and found sees it; templates know it as ``lost``."""

    @property
    def office(self) -> Office:
        return self.runtime.services.one(Office)

    @property
    def title(self) -> Text | str:
        return self.office.said.title or TITLE

    def category(self, id: str) -> Text | str:
        """What a kind of thing is called; one that has left the file is called by its id."""
        return categories(self.city).get(id, id)

    def kept(self, office: str) -> Text | str:
        """The office where a thing lies."""
        found = self.city.offices.get(office)
        return found.name if found else office

    @property
    def network(self) -> str | None:
        """The address the request came from, for the limits; None where there is no such thing."""
        host = self.request.client.host if self.request.client else ""
        try:
            return str(ip_address(host))
        except ValueError:
            return None

    def asked(self, name: str, longest: int = 100) -> str:
        """What an address says under a name, one line."""
        value = self.request.query_params.get(name, "")
        return "".join(one for one in value[:longest] if one.isprintable()).strip()

    def page(self, template: str, *, status: int = 200, personal: bool = False, **context: Any) -> Response[str]:
        done = self.asked("done")
        return page(
            self.request,
            f"lostfound/{template}",
            status=status,
            personal=personal,
            lost=self,
            done=done if done in DONE else "",
            **context,
        )

    def over(self) -> Response[str]:
        """The one answer for links that open nothing."""
        return self.page("over.html", status=404)

    def status(self, refusal: Refusal) -> int:
        return STATUS.get(refusal.code, 409)
