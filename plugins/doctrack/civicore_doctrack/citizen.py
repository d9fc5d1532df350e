"""One request of somebody who waits for a document: whom it asks, and the pages that say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict

from civicore import AnyRequest, Asked, Field, Form, Refusal, Text, page
from civicore_doctrack.plan import Plan
from civicore_doctrack.service import Tracking
from civicore_doctrack.setting import Setting

TRAP = "_website"  # a field that people do not see
STATUS: Mapping[str, int] = {"doctrack.unknown": 404, "doctrack.too_many": 429}
SECRETS: Mapping[str, Field] = {
    "last_name": Field("secret", "Family name of the holder", autocomplete="family-name", max_length=100),
    "birth_year": Field("secret", "Year of birth of the holder", inputmode="numeric", max_length=20, width=4),
    "birth_date": Field("secret", "Date of birth of the holder", autocomplete="bday", max_length=20, width=10),
    "document_code": Field("secret", "Code from the receipt", autocomplete="off", max_length=60),
}


@dataclass(frozen=True)
class Here(Asked):
    """The city as the pages for citizens see it."""

    @cached_property
    def tracking(self) -> Tracking:
        return self.runtime.services.one(Tracking)

    @property
    def setting(self) -> Setting:
        return self.tracking.setting

    @property
    def plan(self) -> Plan:
        return self.setting.plan

    @property
    def form(self) -> Form:
        """The number, and the secret that the file asks for beside it."""
        number = Field(
            "number",
            "Number of the application",
            autocomplete="off",
            max_length=100,
            hint=self.setting.said.where_number,
        )
        secret = SECRETS.get(self.plan.asks)
        return Form([number, secret] if secret else [number])

    def kind(self, id: str) -> Text | str:
        """What a document is; what has left the file is called by its id."""
        found = self.plan.kinds.get(id)
        return found.name if found else id

    def page(self, template: str, *, status: int = 200, personal: bool = False, **context: Any) -> Response[str]:
        """A page of documents; templates know the section of the file as ``said``."""
        return page(
            self.request,
            f"doctrack/{template}",
            status=status,
            personal=personal,
            words=self,
            section=self.setting.said,
            **context,
        )

    def refused(self, refusal: Refusal, *, back: str) -> Response[str]:
        """A whole page that says why not, and the way on."""
        return self.page(
            "refused.html", status=STATUS.get(refusal.code, 409), personal=True, refusal=refusal, back=back
        )

    def over(self) -> Response[str]:
        """The one answer for links that open nothing."""
        return self.page("over.html", status=404, personal=True)


def network_of(request: AnyRequest) -> str | None:
    """The address the request came from, for the limits; None where there is no such thing."""
    host = request.client.host if request.client else ""
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def first(data: Mapping[str, Any] | FormMultiDict, name: str) -> str:
    """The first text sent under a name, one line, or nothing."""
    value = data.get(name)
    value = value[0] if isinstance(value, list | tuple) and value else value
    return "".join(one for one in value[:4000] if one.isprintable()).strip() if isinstance(value, str) else ""


def trapped(data: Mapping[str, Any] | FormMultiDict) -> bool:
    """Whether a program has filled in what people do not see."""
    return bool(first(data, TRAP))
