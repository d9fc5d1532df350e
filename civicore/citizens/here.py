"""Who is signed in with an account of a citizen, for the pages of every plugin."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from litestar import Response

from civicore.web.pages import here, redirect
from civicore.web.requests import AnyRequest

Holder = Literal["person", "company"]


@dataclass(frozen=True)
class CitizenHere:
    """A citizen or a firm that is signed in; the e-mail is confirmed, the rest is what they wrote themselves.

    ``prefill`` are answers for forms by the name of the field: name, organisation, email, phone, address; empty
    when the city does not want forms filled in beforehand.
    """

    id: UUID
    email: str
    name: str
    holder: Holder
    organisation: str | None
    phone: str | None
    address: str | None
    language: str
    fills_forms: bool = True

    @property
    def actor(self) -> str:
        """How the audit log and messages name the account."""
        return f"citizen:{self.id}"

    @property
    def prefill(self) -> dict[str, str]:
        if not self.fills_forms:
            return {}
        known = {
            "name": self.name,
            "organisation": self.organisation,
            "email": self.email,
            "phone": self.phone,
            "address": self.address,
        }
        return {field: words for field, words in known.items() if words}


def citizen_here(request: AnyRequest) -> CitizenHere | None:
    """Whoever is signed in at this browser; None for strangers and in a city without accounts."""
    found = request.scope["state"].get("citizen")
    return found if isinstance(found, CitizenHere) else None


def citizen_required(request: AnyRequest) -> CitizenHere | Response[None]:
    """Whoever is signed in, or the way to the sign-in page and back; a handler returns it as it is.

    Only the address of a page is remembered, never what was typed: ask before a form is shown.
    """
    place = here(request)
    found = citizen_here(request)
    if found is not None:
        return found
    if request.method != "GET":
        return redirect(request, "/account/sign-in")
    return redirect(request, "/account/sign-in", next=place.path + (f"?{place.query}" if place.query else ""))
