"""One request at the desk of documents: who asks, and the pages they get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response

from civicore import Asked, Text, page, redirect
from civicore_doctrack.plan import Plan
from civicore_doctrack.service import Tracking
from civicore_doctrack.setting import Setting

DESK = "/desk/documents"
SAID = frozenset({"noted", "known", "resent"})  # what may be said at the top of a page; anything else says nothing


@dataclass(frozen=True)
class Clerk(Asked):
    """A member of staff at work; what has left the file is called by its id."""

    @property
    def tracking(self) -> Tracking:
        return self.runtime.services.one(Tracking)

    @property
    def setting(self) -> Setting:
        return self.tracking.setting

    @property
    def plan(self) -> Plan:
        return self.setting.plan

    def kind(self, id: str) -> Text | str:
        found = self.plan.kinds.get(id)
        return found.name if found else id

    def stage(self, id: str | None) -> Text | str:
        found = self.plan.stages.get(id or "")
        return found.name if found else id or ""

    def meant(self, word: str) -> Text | str | None:
        """The stage that a word of another system means."""
        found = self.plan.stage(word)
        return found.name if found else None

    def office(self, id: str | None) -> Text | str:
        found = self.city.offices.get(id or "")
        return found.name if found else id or ""

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        done = self.request.query_params.get("done")
        return page(
            self.request,
            f"doctrack/desk/{template}",
            status=status,
            personal=True,
            clerk=self,
            done=done if done in SAID else None,
            **context,
        )

    def go(self, path: str, **query: Any) -> Response[None]:
        """See another page of the desk."""
        return redirect(self.request, path, **query)
