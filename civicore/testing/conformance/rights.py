"""K19: what nobody opened stays shut: every address of a plugin, asked by those who may not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from civicore.base.codes import new_id
from civicore.people.tables import StaffRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.testing.browsing import Browser
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.crawling import Route, routes_of
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.tracing import filled
from civicore.testing.town import Town

GRANT = {
    "public": "public.pages",
    "desk": "staff.pages",
    "device": "device.pages",
    "api": "public.api",
    "hook": "public.hooks",
    "standard": "public.standards",
}


def denies_by_default(subject: Subject) -> Iterator[Complaint]:
    """K19: desk and device addresses answer nobody without the right; areas stand in the manifest."""
    routes = routes_of(subject.town, subject.name)
    for area in sorted({one.area for one in routes}):
        if GRANT[area] not in subject.manifest.needs:
            yield Complaint(f"it has addresses in the area {area}, and the manifest does not ask for {GRANT[area]}")
    powerless = _powerless(subject.town)
    stranger = subject.town.browser("en")
    for route in routes:
        if route.area == "desk":
            yield from _asked(route, stranger, "somebody who is not signed in")
            yield from _asked(route, powerless, "staff without any right")
        elif route.area == "device" and not route.opt.get("device_open"):
            yield from _asked(route, stranger, "a browser that is no device")


def _asked(route: Route, browser: Browser, who: str) -> Iterator[Complaint]:
    if route.method not in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        return
    above = "" if route.area == "api" else "/en"
    answer = browser.request(route.method, f"{above}{filled(route.path)}", follow_redirects=False)
    if answer.status_code < 300:
        remedy = "guards=[needs(permission)]"
        yield Complaint(f"{route.method} {route.path} answers {answer.status_code} to {who}", remedy)
    elif answer.status_code >= 500:
        yield Complaint(f"{route.method} {route.path} answers {answer.status_code} to {who}")


def _powerless(town: Town) -> Browser:
    """Somebody who has signed in with a role that the file does not know any more."""
    account: UUID = new_id()

    async def work(unit: UnitOfWork) -> None:
        row = StaffRow(
            id=account,
            email=f"{account}@nobody.example",
            email_key=f"{account}@nobody.example",
            name="Nobody",
            role="nobody_at_all",
            language="en",
            state="active",
            made_at=unit.now,
        )
        await StaffRow.insert(row)

    town.do(work)
    return town.signed_in(account, "en")
