"""One call of the API: who asks, what was sent, and the answers it can get."""

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
    JsonAnswer,
    Principal,
    Refusal,
    Runtime,
    problem,
    unprocessable,
)
from civicore_booking.api_problems import headers_of, status_of, told
from civicore_booking.api_views import Views
from civicore_booking.citizen import bookings_of
from civicore_booking.config import ChannelName
from civicore_booking.service import Bookings

Said = Response[Any]


@dataclass(frozen=True)
class Caller(Asked):
    """A program at work for somebody."""

    @cached_property
    def bookings(self) -> Bookings:
        return bookings_of(self.request)

    @property
    def runtime(self) -> Runtime:
        return self.bookings.setting.runtime

    @cached_property
    def views(self) -> Views:
        return Views(self.runtime, self.bookings)

    def staff(self, permission: str) -> Principal:
        """A member of staff with the right in some department; else 401 or 403."""
        if self.who.kind != "staff":
            raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
        if not self.who.may(permission):
            raise PermissionDeniedException
        return self.who

    async def note(self, action: str, subject: str) -> None:
        """A line in the audit log."""
        await self.runtime.transact(lambda work: work.record(action, actor=self.who.actor, subject=subject))

    def check_known(self, agenda: str, activities: tuple[str, ...], office: str | None) -> tuple[str, ...]:
        """The offices of an agenda; ApiBadRequest for words that the city does not have."""
        errors = []
        if agenda not in self.bookings.agendas("web"):
            errors.append(wrong("agenda", "field.not_offered"))
        if not set(activities) <= {one for said in self.city.agendas.values() for one in said.activities}:
            errors.append(wrong("activity", "field.not_offered"))
        if office is not None and office not in self.city.offices:
            errors.append(wrong("office", "field.not_offered"))
        if errors:
            raise unprocessable(errors)
        return self.bookings.offices(agenda)

    def check_offered(self, agenda: str, activities: tuple[str, ...], office: str | None, channel: ChannelName) -> None:
        """ApiBadRequest for an agenda that the channel does not book, and for what does not belong to the agenda."""
        if agenda not in self.bookings.agendas(channel):
            raise unprocessable([wrong("agenda", "field.not_offered")])
        errors = []
        if not set(activities) <= set(self.city.agendas[agenda].activities):
            errors.append(wrong("activity", "field.not_offered"))
        if office is not None and office not in self.bookings.offices(agenda):
            errors.append(wrong("office", "field.not_offered"))
        if errors:
            raise unprocessable(errors)

    def answer(self, model: BaseModel, status: int = 200, **headers: str) -> Said:
        """An answer of success."""
        return JsonAnswer(model.model_dump_json().encode(), status_code=status, headers=headers)

    def refused(self, refusal: Refusal) -> Said:
        """Problem details for a refusal of the service."""
        headers, facts = headers_of(refusal, self.now), told(refusal, self.city.zone)
        return problem(self.request, refusal, status_of(refusal), headers=headers, facts=facts)


def wrong(name: str, code: str = "field.wrong") -> FieldError:
    """A member that is wrong."""
    return FieldError(name, Refusal(code, label=name))
