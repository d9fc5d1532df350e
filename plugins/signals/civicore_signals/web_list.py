"""The public list: filters, pages, and the same as a feed."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from civicore import AnyRequest, language
from civicore_signals import links
from civicore_signals.citizen import Here, first
from civicore_signals.plan import Category
from civicore_signals.service import PublicFilter
from civicore_signals.syndication import About, Entry, atom
from civicore_signals.visibility import PublicCase

PHASES = ("new", "open", "waiting", "final")
_FILTERS = ("kind", "category", "area", "phase", "text", "since", "until")
_LONGEST = 100
_FED = 30


@get("/signals/list")
async def listed(request: AnyRequest) -> Response[Any]:
    """Public cases, the newest first, as narrow as was asked."""
    here, asked = Here(request), _asked(request)
    found = await here.cases.public_list(_filter(here, asked), first(request.query_params, "after", _LONGEST) or None)
    return here.page(
        "list.html",
        asked=asked,
        found=found.items,
        later=found.next,
        narrowed=bool(asked),
        kinds=[here.plan.kinds[one] for one in here.plan.searchable()],
        tree=_tree(here),
        areas=here.atlas.names if here.atlas else {},
        query=asked,
    )


@get("/signals/feed.xml")
async def feed(request: AnyRequest) -> Response[Any]:
    """What is new, for feed readers; the same filters as the list."""
    here, asked = Here(request), _asked(request)
    found = await here.cases.public_list(_filter(here, asked), size=_FED)
    spoken, query = language(request), f"?{urlencode(asked)}" if asked else ""
    absolute = here.runtime.absolute
    about = About(
        absolute(f"/{spoken}/signals/feed.xml{query}"),
        absolute(f"/{spoken}/signals/list{query}"),
        here.city.deployment.name.in_(spoken),
        (here.city.deployment.legal_name or here.city.deployment.name).in_(spoken),
        spoken,
        max((one.changed_at for one in found.items), default=here.runtime.clock.now()),
    )
    entries = [_entry(here, one, spoken) for one in found.items]
    headers = {"Cache-Control": "max-age=60"}  # what becomes private is gone from readers within a minute (case 4)
    return Response(atom(about, entries), media_type="application/atom+xml; charset=utf-8", headers=headers)


def _entry(here: Here, one: PublicCase, spoken: str) -> Entry:
    category, status = here.category(one.category), here.status(one.status)
    said = [word if isinstance(word, str) else word.in_(spoken) for word in (category, status)]
    words = "\n".join(part for part in (said[1], one.topic, one.text) if part)
    href = here.runtime.absolute(links.public(one.number, spoken))
    return Entry(href, f"{one.number} · {said[0]}", words, one.received_at, one.changed_at, said[0])


def _asked(request: AnyRequest) -> dict[str, str]:
    """The filters that were filled in; what makes no sense asks for nothing."""
    said = {name: first(request.query_params, name, _LONGEST) for name in _FILTERS}
    for name in ("since", "until"):
        if said[name] and _day(said[name]) is None:
            said[name] = ""
    return {name: words for name, words in said.items() if words}


def _filter(here: Here, asked: dict[str, str]) -> PublicFilter:
    kind, phase = asked.get("kind", ""), asked.get("phase", "")
    return PublicFilter(
        kinds=(kind,) if kind in here.plan.searchable() else (),
        category=asked.get("category", "") if asked.get("category") in here.plan.categories else "",
        phase=phase if phase in PHASES else "",
        area=asked.get("area", "") if here.atlas and asked.get("area") in here.atlas.names else "",
        text=asked.get("text", ""),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _tree(here: Here) -> list[Category]:
    """Categories with something public below them, each followed by its types."""
    public = set(here.plan.searchable())
    return [one for one in here.plan.categories.values() if public.intersection(one.kinds) and one.public is not False]


HANDLERS = [listed, feed]
