"""The section ``signals:`` of the deployment file: what people may send, who answers, by when, and who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from civicore import Block, Duration, Section, says
from civicore import kinds as word
from civicore_signals.brakes import SHOWN
from civicore_signals.config_categories import Category, Kinds, Routing, Unit
from civicore_signals.config_ways import DeadlineRule, Kind, OutcomeRule, Statuses, StatusRule
from civicore_signals.filechange_rules import RULES


def _days(number: int) -> Duration:
    return Duration(days=number)


class Point(Block):
    """A point on the map, WGS 84 degrees."""

    lat: float = says("latitude", ge=-90, le=90)
    lon: float = says("longitude", ge=-180, le=180)


class MapRules(Block):
    """The public map."""

    show: word.SomeDuration = says("age of what the map shows", _days(30))
    centre: Point | None = says("centre of the map", None)
    zoom: int = says("zoom", 12, ge=3, le=19)
    areas: word.File | None = says("GeoJSON file of the districts", None, finding="L420; L465")
    area_label: word.Text | None = says("what a district is called", None)
    base: word.File | None = says(
        "GeoJSON file of streets, water and parks drawn under the marks", None, finding="L420"
    )
    outside: Literal["refuse", "accept"] = says("what happens to places outside all districts", "refuse")
    tiles: word.Url | None = says("tile server; absent means the map drawn by the city itself", None, finding="L440")
    attribution: word.String | None = says("whose map it is, shown in its corner", None)


class NumberSearch(Block):
    """Tracking by number."""

    enabled: word.Flag = says("search by number for everyone", True)
    any_age: word.Flag = says("regardless of the date", True)
    button: word.Text | None = says("label of the button", None)
    per_minute: int = says("look-ups of one network; slows enumeration", 20, ge=1, le=10_000, finding="L445")


class Subscriptions(Block):
    """Following a case."""

    who: Literal["registered", "everyone", "nobody"] = says("who may subscribe", "registered", finding="L427")
    to: Literal["own", "own_and_public"] = says("to what", "own_and_public")
    button: word.Text | None = says("label", None)
    list_label: word.Text | None = says("name of the list of subscriptions", None)


class RegistryRules(Block):
    """Number and date of the register."""

    format: word.String = says("pattern of the number; {yy} {year} {seq} {stream}", "{year}-{seq}", finding="L466")
    digits: int = says("least digits of {seq}, filled with zeros in front", 1, ge=1, le=12)
    stream: word.String | None = says("value of {stream}", None, finding="L466")
    streams: Mapping[word.Id, word.String] = says(
        "value of {stream} by kind, where it differs; kinds with the same one are counted together",
        {},
        finding="E201; L466",
    )
    reset: Literal["yearly", "never"] = says("when the count begins anew", "yearly", finding="L466")
    gaps: Literal["none", "explain"] = says("are gaps forbidden, or explained in the register", "none")
    shown: tuple[Literal["number", "date"], ...] = says("what the sender sees", ("number", "date"))


class Attachments(Block):
    """Photos and files."""

    max_files: int = says("files", 5, ge=0, le=20, finding="L437")
    max_size: word.Size = says("each", 8_000_000, finding="L437")
    types: tuple[Literal["jpg", "png", "webp", "heic", "pdf"], ...] = says(
        "allowed types, checked by content", ("jpg", "png", "pdf"), finding="L437"
    )


class Template(Block):
    """A prepared reply."""

    name: word.Text = says("name in the list")
    text: word.Text = says("the reply")
    statuses: Statuses = says("offered with these statuses", None)
    categories: tuple[word.String, ...] | None = says(
        "offered for these categories, or types written category.type", None, finding="E201"
    )
    kinds: Kinds = says("offered for these kinds", None)


class Standard(Block):
    """The standard interface for other programs, Open311 GeoReport v2."""

    enabled: word.Flag = says("on or off", False)
    jurisdiction: word.String | None = says("id of the city in it; absent means deployment.id", None)
    kind: Annotated[word.Id, word.Refers("signals.kinds")] | None = says(
        "kind of the cases that programs send; absent means the first public one", None, finding="E201; L467"
    )
    keys: Mapping[word.Id, word.Secret] = says("programs that may send cases, with their keys", {}, finding="E302")
    contact: word.Text | None = says("who helps developers", None)
    terms: word.Text | None = says("terms of use of the interface", None)


class Feed(Block):
    """Another system of the city that says how far cases are."""

    secret: word.Secret = says("its key", finding="E302")
    statuses: Mapping[word.String, word.String] = says(
        "what its words mean: a status, with the outcome after a slash where it ends a case; a word that is not here"
        " is taken as a status, and is shown to staff where there is none",
        {},
        finding="L471",
    )


class Feedback(Block):
    """Asking whether a closed case is really solved."""

    after_closing: word.SomeDuration | None = says(
        "how long after the end the sender is asked by e-mail; absent means never", None
    )


class Keep(Block):
    """How long parts of a case are kept; the whole is erased as ``retention`` says."""

    contacts: word.Duration = says("who sent it, after the final status", Duration(months=12), finding="L430")
    network: word.Duration = says("network of the sender, against abuse", _days(7), finding="L430")
    drafts: word.SomeDuration = says("what was begun and not sent", _days(1))
    links: word.SomeDuration = says("secret links, after the last change", Duration(months=12))


class Signals(Block):
    """Signals and correspondence."""

    brakes: ClassVar[Mapping[str, Mapping[str, object]]] = SHOWN

    enabled: word.Flag = says("module on or off", True)
    overview: word.Text | None = says("text above the public overview", None)
    urgent: word.Text | None = says("what to do about urgent matters", None, finding="L446")
    terms: Annotated[word.Id, word.Refers("pages")] | None = says("page to which the sender agrees", None)
    kinds: Mapping[word.Id, Kind] = says("signal, question, letter, ...", {}, finding="L425")
    categories: Mapping[word.Id, Category] = says("what it is about, and who gets it", {}, finding="L425")
    routing: tuple[Routing, ...] = says(
        "rules that come before the units of the categories, in order", (), finding="L465"
    )
    default_unit: Unit | None = says("department for all else; there must be one", None, finding="L425")
    statuses: Mapping[word.Id, StatusRule] = says("in order", {}, finding="L428")
    outcomes: Mapping[word.Id, OutcomeRule] = says("how cases are closed", {}, finding="L428")
    deadlines: Mapping[word.Id, DeadlineRule] = says("times to answer", {})
    publish: Literal["after_check", "at_once"] = says(
        "when texts and pictures of a public case appear", "after_check", finding="L447"
    )
    map: MapRules = says("public map", MapRules())
    number_search: NumberSearch = says("tracking by number", NumberSearch())
    subscriptions: Subscriptions = says("following a case", Subscriptions())
    registry: RegistryRules = says("record number and date", RegistryRules())
    attachments: Attachments = says("photos and files", Attachments())
    templates: Mapping[word.Id, Template] = says("prepared replies", {})
    open311: Standard = says("interface for other programs", Standard())
    feeds: Mapping[word.Id, Feed] = says("systems that say how far cases are", {})
    feedback: Feedback = says("is it solved", Feedback())
    keep: Keep = says("how long parts of a case are kept", Keep())


SECTION = Section("signals", Signals, changes=RULES)
