"""One request of a citizen: whom it asks, who has signed in, and the pages that say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict

from civicore import AnyRequest, Asked, CitizenHere, Refusal, Runtime, Text, citizen_here, language, maps, page
from civicore_signals.case import Answer
from civicore_signals.plan import Category, Plan, Question
from civicore_signals.service import Account, Cases

TRAP = "_website"  # a field that people do not see
STATUS: Mapping[str, int] = {
    "signals.unknown": 404,
    "signals.too_many": 429,
    "signals.suspended": 503,
    "signals.account_needed": 403,
}
Words = Text | str


@dataclass(frozen=True)
class Here(Asked):
    """The city as the pages for citizens see it; what has left the file is called by its id."""

    @cached_property
    def cases(self) -> Cases:
        return self.runtime.services.one(Cases)

    @property
    def plan(self) -> Plan:
        return self.cases.setting.plan

    @cached_property
    def citizen(self) -> CitizenHere | None:
        return citizen_here(self.request)

    @cached_property
    def atlas(self) -> maps.Atlas | None:
        """The city's map, None where its file describes none."""
        return next(iter(self.runtime.services.all(maps.Atlas)), None)

    @property
    def account(self) -> Account | None:
        """Whoever has signed in, as the cases know them."""
        one = self.citizen
        return Account(one.id, one.email, one.language or language(self.request)) if one else None

    @property
    def accounts(self) -> bool:
        """Whether people can have an account here."""
        return self.city.accounts.enabled

    @property
    def anybody_follows(self) -> bool:
        """Whether an address without an account may follow a case."""
        return self.plan.subscriptions.who == "everyone"

    def kind(self, id: str) -> Words:
        found = self.plan.kinds.get(id)
        return found.name if found else id

    def category(self, path: str) -> Words:
        found = self.plan.category(path)
        return found.name if found else path

    def path(self, path: str) -> tuple[Words, ...]:
        """The names from the widest category on."""
        steps = path.split(".")
        return tuple(self.category(".".join(steps[: number + 1])) for number in range(len(steps)))

    def status(self, id: str) -> Words:
        found = self.plan.statuses.get(id)
        return found.name if found else id

    def outcome(self, id: str) -> Words:
        found = self.plan.outcomes.get(id)
        return found.name if found else id

    def unit(self, id: str) -> Words:
        found = self.plan.units.get(id)
        return found.name if found else id

    def area(self, id: str) -> Words:
        return self.atlas.names.get(id, id) if self.atlas else id

    def question(self, category: str, id: str) -> Words:
        found = _question(self.plan.category(category), id)
        return found.ask if found else id

    def answer(self, category: str, id: str, answer: Answer) -> tuple[Words, ...]:
        """What was answered, in the words of the file."""
        found, given = _question(self.plan.category(category), id), (answer,) if isinstance(answer, str) else answer
        return tuple(found.options.get(one, one) if found else one for one in given)

    def tag(self, status: str, counts: str | None) -> str:
        """The kind of the tag of a case; the word of the status stands in it. Only what is solved is green."""
        found = self.plan.statuses.get(status)
        if found is not None and found.phase == "waiting":
            return "warn"
        return "ok" if found is not None and found.final and counts == "solved" else "neutral"

    def page(self, template: str, *, status: int = 200, personal: bool = False, **context: Any) -> Response[str]:
        """A page of signals; templates know the city's words as ``words``."""
        return page(
            self.request, f"signals/{template}", status=status, personal=personal, words=self, plan=self.plan, **context
        )

    def refused(self, refusal: Refusal, *, back: str = "/signals") -> Response[str]:
        """A whole page that says why not, and the way on."""
        status = STATUS.get(refusal.code, 409)
        return self.page("refused.html", status=status, personal=True, refusal=refusal, back=back)

    def unknown(self) -> Response[str]:
        """The one answer for what is private, hidden, gone or never was: alike in every byte (case 1)."""
        return self.page("unknown.html", status=404)


def runtime_of(request: AnyRequest) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


def network_of(request: AnyRequest) -> str | None:
    """The address the request came from, for the limits; None where there is no such thing."""
    host = request.client.host if request.client else ""
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def first(data: Mapping[str, Any] | FormMultiDict, name: str, longest: int = 4000) -> str:
    """The first text sent under a name, or nothing; one line, without letters that nobody sees."""
    value = data.get(name)
    value = value[0] if isinstance(value, list | tuple) and value else value
    return printable(value)[:longest] if isinstance(value, str) else ""


def printable(written: str) -> str:
    """What somebody typed into an address, as far as it can be shown."""
    return "".join(letter for letter in written if letter.isprintable()).strip()


def trapped(data: Mapping[str, Any] | FormMultiDict) -> bool:
    """Whether a program has filled in what people do not see."""
    return bool(first(data, TRAP))


def case_path(number: str) -> str:
    """The public page of a case; ``href`` and ``redirect`` put it into an address."""
    return f"/signals/no/{number}"


def _question(category: Category | None, id: str) -> Question | None:
    return next((one for one in category.questions if one.id == id), None) if category else None
