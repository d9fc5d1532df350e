"""What may leave the office, who may follow, and the numbers by which cases are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from civicore import City, Finding, say
from civicore_signals.config import RegistryRules, Signals
from civicore_signals.lints_matters import types
from civicore_signals.numbering import FIELDS, fields_of, key
from civicore_signals.plan import Plan

MOST_FILES, MOST_BYTES, MOST_LOOK_UPS = 10, 20_000_000, 60


def check(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    """E201, L426, L427, L430, L437, L440, L445, L446, L447, L466, L467."""
    yield from _kinds(said, plan)
    yield from _questions(said, plan)
    yield from _accounts(city, said)
    yield from _advice(city, said)
    yield from _registry(said, plan)
    standard = said.open311
    if standard.enabled and (plan.open311.kind not in plan.kinds or plan.kinds[plan.open311.kind].public is None):
        message = say("other programs may send and read only what is public: name a public kind")
        yield Finding("L467", message, ("signals", "open311", "kind" if standard.kind else "enabled"))


def _kinds(said: Signals, plan: Plan) -> Iterator[Finding]:
    for name, kind in said.kinds.items():
        for index, way in enumerate(kind.track):
            if way in ("number", "map") and not kind.public:
                message = say(
                    'a "%(name)s" is private: its number can be guessed, so nobody may follow it by %(way)s',
                    name=name,
                    way=way,
                )
                yield Finding("L445", message, ("signals", "kinds", name, "track", index))
        for index, asked in enumerate(kind.asks):
            if kind.public and asked == "address":
                message = say('a "%(name)s" is public and asks where its sender lives', name=name)
                yield Finding("L426", message, ("signals", "kinds", name, "asks", index))


def _questions(said: Signals, plan: Plan) -> Iterator[Finding]:
    for path, one, _ in types(said):
        for name, question in one.questions.items():
            if question.public and question.personal:
                message = say("an answer about a person is never public")
                yield Finding("L426", message, (*path, "questions", name, "public"))


def _accounts(city: City, said: Signals) -> Iterator[Finding]:
    if city.accounts.enabled:
        return
    for name, kind in said.kinds.items():
        if kind.registration == "required":
            message = say('a "%(name)s" needs an account, but accounts are off', name=name)
            yield Finding("L427", message, ("signals", "kinds", name, "registration"))
    for path, one, _ in types(said):
        if one.registration == "required":
            yield Finding("L427", say("this type needs an account, but accounts are off"), (*path, "registration"))
    if said.subscriptions.who == "registered" and "who" in said.subscriptions.model_fields_set:
        message = say("only people with an account may subscribe, but accounts are off")
        yield Finding("L427", message, ("signals", "subscriptions", "who"))


def _advice(city: City, said: Signals) -> Iterator[Finding]:
    """What works and asks for trouble."""
    if said.urgent is None:
        message = say("people are not told what to do in an emergency: write urgent")
        yield Finding("L446", message, ("signals",), "warning", at_key=True)
    if said.publish == "at_once" and any(kind.public for kind in said.kinds.values()):
        yield Finding("L447", say("nobody looks before the public does"), ("signals", "publish"), "warning")
    if said.number_search.per_minute > MOST_LOOK_UPS:
        message = say(
            "more than %(most)s look-ups a minute let numbers be tried one after another",
            most=MOST_LOOK_UPS,
        )
        yield Finding("L445", message, ("signals", "number_search", "per_minute"))
    if said.map.tiles is not None:
        message = say("the tile server learns the addresses of all visitors")
        yield Finding("L440", message, ("signals", "map", "tiles"), "warning")
    if said.attachments.max_files > MOST_FILES:
        yield Finding(
            "L437",
            say("more than %(most)s files", most=MOST_FILES),
            ("signals", "attachments", "max_files"),
            "warning",
        )
    if said.attachments.max_size > MOST_BYTES:
        yield Finding("L437", say("more than 20 MB a file"), ("signals", "attachments", "max_size"), "warning")
    if said.keep.contacts.exact > max(city.retention.signals.exact, city.retention.letters.exact):
        message = say("contacts are kept for %(contacts)s, longer than the case itself", contacts=said.keep.contacts)
        yield Finding("L430", message, ("signals", "keep", "contacts"), "warning")


def _registry(said: Signals, plan: Plan) -> Iterator[Finding]:
    rules, path = said.registry, ("signals", "registry")
    for name in rules.streams:
        if name not in said.kinds:
            yield Finding("E201", say('there is no kind "%(name)s"', name=name), (*path, "streams", name), at_key=True)
    wrong = _pattern(rules)
    if wrong is not None:
        yield Finding("L466", wrong, (*path, "format"))
        return
    private = {kind.stream for kind in plan.kinds.values() if kind.public is None}
    shared = private & {kind.stream for kind in plan.kinds.values() if kind.public is not None}
    if shared:
        message = say("public and private kinds are counted together: their numbers tell of each other")
        yield Finding("L466", message, (*path, "streams" if rules.streams else "format"))


def _pattern(rules: RegistryRules) -> str | None:
    """What is wrong with the pattern: every number must be found again, and be one case's only."""
    fields = fields_of(rules.format)
    counted = Counter(fields)
    unknown = next((one for one in fields if one not in FIELDS), None)
    streams = {key(one) for one in (*rules.streams.values(), rules.stream or "")}
    if unknown is not None:
        return say(
            "{%(unknown)s} is no part of a number: %(known)s",
            unknown=unknown,
            known=[f"{{{one}}}" for one in FIELDS],
        )
    if counted["seq"] != 1:
        return say("a number has {seq} once")
    if rules.reset == "yearly" and not {"yy", "year"} & set(fields):
        return say("the count begins anew each year, but the number does not tell the year: numbers would come twice")
    if len(streams) > 1 and "stream" not in fields:
        return say("kinds are counted in several streams, but the number does not tell which: write {stream}")
    if len({len(one) for one in streams if one}) > 1:
        return say(
            "streams of different lengths: without the dashes, as people type them, two numbers could be the same"
        )
    return None
