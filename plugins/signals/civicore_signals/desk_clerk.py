"""One request at the desk of cases: who asks, what they may see, and the pages they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, Asked, Refusal, maps, page, redirect
from civicore_signals import rights
from civicore_signals.case import Case
from civicore_signals.desk_due import DueShown, due_shown
from civicore_signals.desk_names import Names
from civicore_signals.dossier import Dossier
from civicore_signals.plan import Plan
from civicore_signals.service import Cases
from civicore_signals.work import Desk

DESK = "/desk/signals"
CASES = f"{DESK}/cases"
# What may be said at the top of a page after something was done; anything else in the address says nothing.
SAID = frozenset(
    {
        *("assigned", "moved", "noted", "updated", "asked", "extended", "published", "hidden", "shown", "redacted"),
        *("merged", "unmerged", "split", "relocated", "changed", "revoked", "filed", "removed"),
    }
)
_MISSING = ("signals.unknown",)


@dataclass(frozen=True)
class Clerk(Asked):
    """A member of staff at work."""

    @property
    def cases(self) -> Cases:
        return self.runtime.services.one(Cases)

    @property
    def desk(self) -> Desk:
        return self.runtime.services.one(Desk)

    @property
    def plan(self) -> Plan:
        return self.cases.setting.plan

    @cached_property
    def names(self) -> Names:
        return Names(self.plan, self.atlas.names if self.atlas else {})

    @property
    def atlas(self) -> maps.Atlas | None:
        """The map of the city, where its file describes one."""
        return next(iter(self.runtime.services.all(maps.Atlas)), None)

    @cached_property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.city.zone).date()

    @property
    def units(self) -> tuple[str, ...]:
        """Units whose cases this person sees, in the order of the file."""
        return tuple(one for one in self.plan.units if self.who.may(rights.SEE, one))

    def asked(self, name: str) -> str | None:
        """A parameter of the address, None when it is empty."""
        return self.request.query_params.get(name) or None

    def day(self, name: str) -> date | None:
        """A day of the address; what is none counts as left out, and so does a day no office can think of."""
        return day_of(self.asked(name) or "", self.today)

    def may(self, permission: str, case: Case) -> bool:
        """Whether a right is held for the unit of a case."""
        return self.who.may(permission, case.unit)

    def due(self, case: Case) -> DueShown:
        return due_shown(case.clock, self.now, self.plan.calendar)

    async def dossier(self, id: UUID) -> Dossier:
        """A case that may be seen; 404 for others'."""
        found = await self.desk.open(id, self.who)
        if isinstance(found, Refusal):
            raise NotFoundException
        return found

    def page(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> Response[str]:
        done = self.asked("done")
        return page(
            self.request,
            f"signals/desk/{template}",
            status=status,
            personal=True,
            headers=headers,
            clerk=self,
            names=self.names,
            done=done if done in SAID else None,
            **context,
        )

    def go(self, path: str, **query: Any) -> Response[None]:
        """See another page of the desk."""
        return redirect(self.request, path, **{name: value for name, value in query.items() if value})

    async def note(self, action: str, subject: str, **facts: object) -> None:
        """A line in the audit log."""
        await self.runtime.transact(
            lambda work: work.record(action, actor=self.who.actor, subject=subject, facts=facts)
        )


def refused_status(refusal: Refusal) -> int:
    """The status of a page of the desk that says why not."""
    if refusal.code in _MISSING:
        return 404
    if refusal.code == "signals.no_right":
        return 403
    return 422 if refusal.code.endswith(("_missing", ".personal_data")) else 409


def day_of(written: str, today: date) -> date | None:
    """A civil day as browsers send it, None when it is none."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if abs(found.year - today.year) <= 100 else None


async def typed(request: AnyRequest) -> Mapping[str, list[str]]:
    """What a form sent, several values of one name too; names of the page's own begin with an underscore."""
    sent = await request.form()
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


def one(sent: Mapping[str, Any], name: str) -> str:
    """The single value of a name, empty when it was not sent."""
    found = sent.get(name) or [""]
    return str(found[0])


def version_of(sent: Mapping[str, Any]) -> int | None:
    """The version of the case that the clerk saw when the form was drawn."""
    written = one(sent, "_version")
    return int(written) if written.isdecimal() and len(written) < 10 else None
