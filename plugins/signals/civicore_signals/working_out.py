"""Works the section of the file out into the plan: inherited settings, ways of kinds, laws, streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from civicore import City, Duration
from civicore import Rule as Length
from civicore_signals import config, config_categories, config_ways, feed
from civicore_signals.clockwork import Asking, Calendar, Extending, Law
from civicore_signals.conditions import Condition
from civicore_signals.plan import (
    Advice,
    Attachments,
    Category,
    Duplicates,
    Feed,
    Keeping,
    Kind,
    Map,
    NumberSearch,
    Open311,
    Outcome,
    Phase,
    Plan,
    Public,
    Question,
    Registry,
    Reopening,
    RouteRule,
    Status,
    Subscriptions,
    Template,
    Unit,
)

_SELDOM = frozenset({"photo", "email", "phone", "happened_on"})
"""What a form asks without insisting on it."""
T = TypeVar("T")


def plan_of(city: City) -> Plan:
    """The plan of a city. LookupError when the file has no section ``signals``."""
    said = city.section("signals")
    if said is None:
        raise LookupError("the file has no section signals")
    return _plan(city, said)


def _plan(city: City, said: config.Signals) -> Plan:
    return Plan(
        languages=city.languages,
        kinds={key: _kind(city, said, key, one) for key, one in said.kinds.items()},
        categories={one.id: one for one in _categories(said)},
        statuses={key: _status(said, key, one) for key, one in said.statuses.items()},
        outcomes={key: _outcome(key, one) for key, one in said.outcomes.items()},
        deadlines={key: _law(key, one) for key, one in said.deadlines.items()},
        rules=tuple(_rule(index, one) for index, one in enumerate(said.routing)),
        units={key: _unit(key, one) for key, one in city.departments.items()},
        default_unit=said.default_unit or next(iter(city.departments), ""),
        registry=_values(Registry, said.registry, "format", "digits", "reset", "gaps", "shown"),
        map=_map(said.map),
        number_search=_values(NumberSearch, said.number_search, "enabled", "any_age", "button", "per_minute"),
        subscriptions=_values(Subscriptions, said.subscriptions, "who", "to", "button", "list_label"),
        attachments=_values(Attachments, said.attachments, "max_files", "max_size", "types"),
        templates={key: _template(key, one) for key, one in said.templates.items()},
        open311=_open311(city, said),
        keeping=_keeping(city, said.keep),
        calendar=Calendar(city.workdays, city.zone),
        publish=said.publish,
        ask_solved_after=said.feedback.after_closing,
        urgent=said.urgent,
        overview=said.overview,
        terms=said.terms,
        feeds={key: _feed(one) for key, one in said.feeds.items()},
    )


def _values(form: type[T], block: Any, *names: str) -> T:
    """A value of the rules with the fields of a block that have the same names."""
    return form(**{name: getattr(block, name) for name in names})


def _kind(city: City, said: config.Signals, key: str, one: config_ways.Kind) -> Kind:
    return Kind(
        id=key,
        name=one.name,
        note=one.note,
        registration=one.registration,
        public=_shown(one.shown) if one.public else None,
        asks=one.asks,
        required=_required(one),
        track=one.track,
        search_label=one.search_label,
        notify=one.notify,
        statuses=tuple(said.statuses) if one.statuses is None else one.statuses,
        outcomes=tuple(said.outcomes) if one.outcomes is None else one.outcomes,
        deadline=one.deadline,
        stream=said.registry.streams.get(key, said.registry.stream or ""),
        keep=city.retention.signals if one.public else city.retention.letters,
        oldest=one.oldest,
    )


def _required(one: config_ways.Kind) -> frozenset[str]:
    if one.required is not None:
        return frozenset(one.required)
    return frozenset(one.asks) - (_SELDOM if one.registration != "email" else _SELDOM - {"email"})


def _shown(one: config_categories.Shown) -> Public:
    return _values(Public, one, "text", "photo", "place", "answer")


def _categories(said: config.Signals) -> Iterator[Category]:
    for key, one in said.categories.items():
        kinds = tuple(said.kinds) if one.kinds is None else one.kinds
        above = _category(key, None, one, kinds, leaf=not one.subcategories)
        yield above
        for name, below in one.subcategories.items():
            own = kinds if below.kinds is None else tuple(kind for kind in below.kinds if kind in kinds)
            yield _below(above, _category(f"{key}.{name}", key, below, own, leaf=True))


def _category(
    path: str, parent: str | None, one: config_categories.Type, kinds: tuple[str, ...], *, leaf: bool
) -> Category:
    return Category(
        id=path,
        name=one.name,
        parent=parent,
        kinds=kinds,
        leaf=leaf,
        unit=one.unit,
        deadline=one.deadline,
        note=one.note,
        also=one.also,
        questions=tuple(_question(key, each) for key, each in one.questions.items()),
        advice=tuple(Advice(each.text, each.when, each.stops) for each in one.advice.values()),
        duplicates=None if one.duplicates is None else Duplicates(one.duplicates.radius, one.duplicates.days),
        information=one.information,
        public=one.public,
        shown=None if one.shown is None else _shown(one.shown),
        registration=one.registration,
        place=one.place,
    )


def _below(above: Category, own: Category) -> Category:
    """A type with what it does not say itself from its category; lists are longer, a private category wins."""
    return Category(
        **{
            **vars(own),
            "unit": own.unit or above.unit,
            "deadline": own.deadline or above.deadline,
            "questions": (*above.questions, *own.questions),
            "advice": (*above.advice, *own.advice),
            "duplicates": own.duplicates or above.duplicates,
            "information": tuple(dict.fromkeys((*own.information, *above.information))),
            "public": own.public if above.public is None or own.public is not None else above.public,
            "shown": own.shown or above.shown,
            "registration": own.registration or above.registration,
            "place": own.place or above.place,
        }
    )


def _question(key: str, one: config_categories.Question) -> Question:
    return Question(key, one.ask, one.kind, one.hint, one.options, one.required, one.public, one.personal, one.when)


def _status(said: config.Signals, key: str, one: config_ways.StatusRule) -> Status:
    again = one.reopen
    return Status(
        id=key,
        name=one.name,
        phase=_phase(said, key, one),
        sources=one.after,
        by=one.by,
        requires=one.requires,
        tell=one.tell,
        text=one.text,
        outcomes=one.outcomes,
        reopen=None if again is None else Reopening(again.by, again.within, again.to, again.clock),
    )


def _phase(said: config.Signals, key: str, one: config_ways.StatusRule) -> Phase:
    if one.final or one.phase == "final":
        return "final"
    return one.phase or ("new" if key == next(iter(said.statuses)) else "open")


def _outcome(key: str, one: config_ways.OutcomeRule) -> Outcome:
    return Outcome(key, one.name, one.counts_as, one.counts_as == "passed_on")


def _law(key: str, one: config_ways.DeadlineRule) -> Law:
    return Law(
        id=key,
        rule=Length(one.length, one.counted_in, one.ends_on_day_off, one.cap),
        name=one.law,
        starts=one.starts,
        ask=Asking(one.ask.clock, one.ask.answer_within, one.ask.then),
        extend=None if one.extend is None else Extending(one.extend.most, one.extend.times, one.extend.law),
        transfer_within=one.transfer_within,
        silence=one.silence,
    )


def _rule(index: int, one: config_categories.Routing) -> RouteRule:
    when = one.when
    condition = Condition(when.kinds, when.categories, when.areas, when.origins, when.answers)
    return RouteRule(f"routing.{index}", condition, one.to, one.because)


def _unit(key: str, one: Any) -> Unit:
    return Unit(key, one.name, one.parent, one.closed, one.inbox, one.competence)


def _map(one: config.MapRules) -> Map:
    centre = None if one.centre is None else (one.centre.lat, one.centre.lon)
    said = one.attribution or ""
    return Map(one.show, centre, one.zoom, one.areas, one.base, one.area_label, one.outside, one.tiles, said)


def _template(key: str, one: config.Template) -> Template:
    return Template(key, one.name, one.text, one.statuses, one.categories, one.kinds)


def _open311(city: City, said: config.Signals) -> Open311:
    one = said.open311
    public = next((key for key, kind in said.kinds.items() if kind.public), "")
    keys = {key: secret.name for key, secret in one.keys.items()}
    return Open311(
        one.enabled, one.jurisdiction or city.deployment.id, keys, one.contact, one.kind or public, one.terms
    )


def _feed(one: config.Feed) -> Feed:
    return Feed(one.secret.name, {feed.folded(said): means for said, means in one.statuses.items()})


def _keeping(city: City, one: config.Keep) -> Keeping:
    unconfirmed: Duration = city.retention.unconfirmed
    return Keeping(one.contacts, one.network, unconfirmed, one.drafts, one.links)
