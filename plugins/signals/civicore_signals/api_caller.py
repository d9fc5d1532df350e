"""One call of the API of cases: who asks, and the answers they can get."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from litestar import Response
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from pydantic import BaseModel

from civicore import (
    Asked,
    FieldError,
    Principal,
    Refusal,
    problem,
    unprocessable,
)
from civicore_signals.api_problems import headers_of, status_of, told
from civicore_signals.api_views import Views
from civicore_signals.plan import Plan
from civicore_signals.service import Cases
from civicore_signals.work import Desk

Said = Response[Any]


@dataclass(frozen=True)
class Caller(Asked):
    """A program at work for somebody."""

    @cached_property
    def cases(self) -> Cases:
        return self.runtime.services.one(Cases)

    @property
    def desk(self) -> Desk:
        return self.runtime.services.one(Desk)

    @property
    def plan(self) -> Plan:
        return self.cases.setting.plan

    @property
    def views(self) -> Views:
        return Views(self.cases.setting)

    def staff(self, permission: str) -> Principal:
        """A member of staff with the right in some unit; else 401 or 403."""
        if self.who.kind != "staff":
            raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
        if not self.who.may(permission):
            raise PermissionDeniedException
        return self.who

    def check_known(self, **asked: str | None) -> None:
        """ApiBadRequest for kinds, categories, statuses and units that the city does not have."""
        plan = self.plan
        known = {"kind": plan.kinds, "category": plan.categories, "status": plan.statuses, "unit": plan.units}
        wrong = [name for name, id in asked.items() if id is not None and id not in known[name]]
        if wrong:
            raise unprocessable([FieldError(name, Refusal("field.not_offered", label=name)) for name in wrong])

    async def note(self, action: str, subject: str) -> None:
        """A line in the audit log."""
        await self.runtime.transact(lambda work: work.record(action, actor=self.who.actor, subject=subject))

    def answer(self, model: BaseModel, status: int = 200, **headers: str) -> Said:
        """An answer of success."""
        return Response(model, status_code=status, headers=headers)

    def refused(self, refusal: Refusal) -> Said:
        """Problem details for a refusal of the service."""
        headers, facts = headers_of(refusal, self.now), told(refusal, self.cases.setting.zone)
        return problem(self.request, refusal, status_of(refusal), headers=headers, facts=facts)
