"""Where a stranger may look for a case: every page that takes a parameter, asked with all that can be guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Output
from civicore_signals import store
from civicore_signals.case import Case
from civicore_signals.journey import STEPS
from civicore_signals.store_files import CaseFile

if TYPE_CHECKING:
    from civicore import Runtime
    from civicore_signals.setting import Setting

GUESS = "A" * 43  # a secret that nobody was given
_NOBODY = UUID("00000000-0000-4000-8000-000000000000")
_NO_NUMBER = "0"
_PAGES = ("/", "/signals", "/signals/list", "/signals/feed.xml", "/signals/map", "/signals/map/marks.json")
_OF_SECRET = ("mine/{}", "mine/{}/file/{}", "all/{}", "confirm/{}", "follow/{}", "stop/{}")
_OF_JOURNEY = ("", "/where", "/sent", *(f"/{step}" for step in STEPS))

_STANDARD = (
    "/open311/v2/requests.json",
    "/open311/v2/requests.json?service_code={category}",
    "/open311/v2/requests.json?service_request_id={number}",
    "/open311/v2/requests/{number}.xml",
    "/open311/v2/services/{category}.json",
    "/open311/v2/servicerequestupdates.xml?service_request_id={number}",
    "/open311/v2/servicerequestupdates.json",
)


def output(setting: Setting) -> Output:
    """The citizen's pages for one case, ``signals:<uuid>``."""

    async def addresses(subject: str) -> Sequence[str]:
        case = await _case(setting.runtime, subject)
        files = [one.id for one in await _files(setting.runtime, case)] or [_NOBODY]
        id, number = (case.id, case.number or _NO_NUMBER) if case else (_NOBODY, _NO_NUMBER)
        return [
            *_PAGES,
            *(f"/signals/new/{kind}{step}" for kind in setting.plan.kinds for step in _OF_JOURNEY),
            *(f"/signals/{one.format(GUESS, file)}" for one in _OF_SECRET for file in files[:1]),
            f"/signals/no/{number}",
            f"/signals/find?number={number}",
            f"/signals/follow?number={number}",
            f"/signals/own/{id}",
            *(f"/signals/own/{id}/file/{file}" for file in files),
            *(f"/signals/photo/{file}?number={number}" for file in files),
            *(f"/signals/list?{query}" for query in _queries(case)),
            *(f"/signals/feed.xml?{query}" for query in _queries(case)),
            *(one.format(number=number, category=case.category if case else "") for one in _STANDARD),
        ]

    return Output("signals.pages", addresses)


def _queries(case: Case | None) -> Iterator[str]:
    """The filters that would find a case."""
    if case is None:
        return
    yield f"kind={case.kind}"
    yield f"category={case.category}"
    yield f"text={case.text.split()[0]}"
    if case.place is not None and case.place.area is not None:
        yield f"area={case.place.area}"


async def _case(runtime: Runtime, subject: str) -> Case | None:
    kind, _, id = subject.partition(":")
    if kind != "signals":
        return None
    async with runtime.store.reading():
        return await store.get(UUID(id))


async def _files(runtime: Runtime, case: Case | None) -> Sequence[CaseFile]:
    if case is None:
        return ()
    async with runtime.store.reading():
        return await store.files_of(case.id)
