"""Looking at cases from outside: lists, marks of the map, a number, one's own. All through the one policy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor
from typing import Any

from civicore import Refusal
from civicore_signals import numbering, people, store, store_followers, store_values, visibility
from civicore_signals.case import Case, Photo
from civicore_signals.conditions import within
from civicore_signals.paging import Cursor, Page
from civicore_signals.plan import Phase, Plan, Public
from civicore_signals.setting import Setting
from civicore_signals.store_files import CaseFile
from civicore_signals.tables import CaseRow
from civicore_signals.visibility import PublicCase

Box = tuple[float, float, float, float]
MOST_MARKS = 20_000
_EXACT = 12  # decimals of a degree: as exact as a place is kept
_PROBE = 12.345678912345
_NEARLY_ALL: Phase = "final"  # of ten years; no index helps to find what nearly every case is
_GRID = 0.001  # degrees; places that are told by their street are rounded to it


@dataclass(frozen=True)
class PublicFilter:
    """Which public cases; empty fields ask for nothing. Days are civil days of arrival, both included.

    ``phase`` is one of the plan's (new, open, waiting, final), ``box`` is (south, west, north, east) in degrees.
    """

    kinds: tuple[str, ...] = ()
    category: str = ""
    phase: str = ""
    area: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Mark:
    """A public case on the map; the place is as exact as its kind lets strangers see it."""

    number: str
    lat: float
    lon: float
    phase: str
    category: str
    kind: str
    at: datetime


async def by_number(setting: Setting, number: str, network: str | None) -> PublicCase | Refusal | None:
    """A case of any age by its number, as people type it; look-ups of one network are counted (case 1)."""
    rules = setting.plan.number_search
    slowed = await people.slowed(setting, "number", network, people.looking(rules.per_minute))
    if slowed is not None:
        return slowed
    found = await public(setting, number) if rules.enabled else None
    if found is None or "number" not in setting.plan.kinds[found.kind].track:
        return None
    shown = setting.plan.map.show.before(setting.now, setting.zone)
    return found if rules.any_age or found.received_at >= shown else None


async def public(setting: Setting, number: str) -> PublicCase | None:
    """Everything that everybody may know of a case."""
    async with setting.runtime.store.reading():
        case = await store.numbered(numbering.key(number))
        if case is None:
            return None
        return next(iter(await views(setting.plan, [case], history=True)), None)


async def public_list(setting: Setting, wanted: PublicFilter, cursor: Cursor | None, size: int) -> Page[PublicCase]:
    """A page of public cases, the newest first."""
    async with setting.runtime.store.reading():
        matching = await condition(setting, wanted)
        if matching is None:
            return Page(())
        asked = matching if cursor is None else matching.also(store.after(cursor))
        found = await store.first(asked, size + 1)
        seen = await views(setting.plan, found[:size])
    last = found[size - 1] if len(found) > size else None
    return Page(seen, None if last is None else str(Cursor(last.received_at, last.id)))


async def public_marks(setting: Setting, wanted: PublicFilter) -> tuple[Mark, ...]:
    """Public cases on the map within the age that the file shows (case 58)."""
    since = setting.plan.map.show.before(setting.now, setting.zone)
    here = CaseRow.lat.is_not_null() & (CaseRow.received_at >= since)
    async with setting.runtime.store.reading():
        matching = await condition(setting, wanted, young=True)
        if matching is None:
            return ()
        found = await store.on_map(matching.also(here), MOST_MARKS)
    return _marks(setting.plan, found)


async def condition(setting: Setting, wanted: PublicFilter, *, young: bool = False) -> store.Narrow | None:
    """What must hold of a row for a stranger to find it; None: nothing can match. Inside a reading.

    ``young``: only those of the last days are asked for, so that fewer rows have that age than lie in a box.
    """
    plan = setting.plan
    statuses = [one.id for one in plan.statuses.values() if one.phase == wanted.phase]
    if wanted.phase and not statuses:
        return None
    matching = _days(setting, wanted, public_condition(plan, lambda one: _found_by(one, wanted)))
    if wanted.phase == _NEARLY_ALL:
        matching, statuses = matching & store.beside(CaseRow.status, statuses), []
    filters: tuple[store.Filter, ...] = (
        (CaseRow.category, _below(plan, wanted.category)),
        (CaseRow.area, [wanted.area] if wanted.area else []),
        (CaseRow.status, statuses),
        (CaseRow.kind, wanted.kinds),
    )
    matching = _inside(plan, wanted.box, matching, young)
    if not wanted.text.strip():
        return store.narrow(matching, filters)
    found = await store.holding(wanted.text)
    if found is None:
        return None
    return store.narrow(matching & found.matching & _let_out(plan, "text"), filters, led=found.few)


def _below(plan: Plan, category: str) -> list[str]:
    """A category and what is below it, where the file has cases of them."""
    return (
        [category, *(one for one in plan.categories if within(one, category) and one != category)] if category else []
    )


def public_condition(plan: Plan, allows: Callable[[Public], bool] = lambda _: True) -> Any:
    """The part of the policy that the database can ask; ``visibility`` has the last word on every row it finds.

    ``allows``: only kinds and types whose policy lets this out.
    """
    matching: Any = (CaseRow.state == "live") & CaseRow.registered_at.is_not_null() & CaseRow.hidden.eq(False)
    matching = matching & CaseRow.merged_into.is_null()
    kinds = [one.id for one in plan.kinds.values() if one.public is not None]
    matching = matching & store.beside(CaseRow.kind, kinds or [""])
    for kind in kinds:
        policies = {one: plan.public(kind, one) for one in plan.categories}
        shut = [one for one, policy in policies.items() if policy is None or not allows(policy)]
        if len(shut) == len(policies):
            matching = matching & (CaseRow.kind != kind)
        elif shut:
            matching = matching & ((CaseRow.kind != kind) | CaseRow.category.not_in(shut))
    return matching


async def views(plan: Plan, cases: Sequence[Case], *, history: bool = False) -> tuple[PublicCase, ...]:
    """What a stranger may know of these cases; those that a stranger may not know of are left out."""
    if not any(visibility.public_view(plan, one) for one in cases):
        return ()  # nothing more is read for what is private than for what never was (case 1)
    ids = [one.id for one in cases]
    files, followers = await store.files_of_many(ids), await store_followers.counts(ids)
    events = await store.events_of_many(ids) if history else {}
    into = await store.many([one.merged_into for one in cases if one.merged_into is not None])
    seen = []
    for case in cases:
        target = into.get(case.merged_into) if case.merged_into else None
        view = visibility.public_view(
            plan,
            case,
            events.get(case.id, ()),
            photos(files[case.id]),
            followers.get(case.id, 0),
            None if target is None else visibility.public_view(plan, target),
        )
        if view is not None:
            seen.append(view)
    return tuple(seen)


def photos(files: Collection[CaseFile]) -> tuple[Photo, ...]:
    """The files of a case as the policy judges them."""
    return tuple(Photo(one.id, one.approved, one.kind == "photo") for one in files)


def _inside(plan: Plan, box: Box | None, matching: Any, young: bool) -> Any:
    """Cases whose place is let out and lies in the box.

    Its sides are moved out to the lines between rounded places, so that trying boxes tells no more than they do.
    """
    if box is None:
        return matching
    south, west = (floor(side / _GRID - 0.5) * _GRID + _GRID / 2 for side in box[:2])
    north, east = (ceil(side / _GRID - 0.5) * _GRID + _GRID / 2 for side in box[2:])
    along = store.within(CaseRow.lat, south, north)
    if not young:
        along = (CaseRow.lat >= south) & (CaseRow.lat <= north)
    return matching & _let_out(plan, "place") & along & store.within(CaseRow.lon, west, east)


def _let_out(plan: Plan, part: str) -> Any:
    """The condition that the office has released a part of a case."""
    at_once = plan.publish == "at_once"
    published = CaseRow.published
    return published.not_like(f'%"{part}": false%') if at_once else published.like(f'%"{part}": true%')


def _days(setting: Setting, wanted: PublicFilter, matching: Any) -> Any:
    if wanted.since is not None:
        matching = matching & (CaseRow.received_at >= setting.begins(wanted.since))
    if wanted.until is not None:
        matching = matching & (CaseRow.received_at < setting.ends(wanted.until))
    return matching


def _found_by(policy: Public, wanted: PublicFilter) -> bool:
    """Whether a case may be found by this: a search that finds a hidden word or place tells of it."""
    pinned = policy.place in ("exact", "street") or wanted.box is None
    return (policy.text or not wanted.text) and pinned and (policy.place != "none" or not wanted.area)


def _marks(plan: Plan, rows: Sequence[dict[str, Any]]) -> tuple[Mark, ...]:
    """What a stranger may see of these rows on a map.

    Cases of one kind, type, status and release are shown alike: the policy is asked once for all of them, with a
    place that tells how exact it lets places be. A month of a big city is ten thousand rows.
    """
    judged: dict[tuple[str, ...], tuple[Phase, int] | None] = {}
    marks = []
    for row in rows:
        alike = (row["kind"], row["category"], row["status"], row["published"])
        if alike not in judged:
            judged[alike] = _shown_as(plan, row)
        if (shown := judged[alike]) is not None:
            phase, digits = shown
            lat, lon = round(row["lat"], digits), round(row["lon"], digits)
            marks.append(Mark(row["number"], lat, lon, phase, row["category"], row["kind"], row["received_at"]))
    return tuple(marks)


def _shown_as(plan: Plan, row: dict[str, Any]) -> tuple[Phase, int] | None:
    """The phase that such a case is shown in, and to how many decimals of a degree its place; None: not on a map."""
    view = visibility.public_view(plan, store_values.sketch({**row, "lat": _PROBE, "lon": _PROBE}))
    if view is None or view.place is None or view.place.point is None:
        return None
    seen = view.place.point[0]
    return view.phase, next(digits for digits in range(_EXACT + 1) if round(_PROBE, digits) == seen)
