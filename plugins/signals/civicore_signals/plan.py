"""What the city's file says about signals, worked out once into values that the rules work with.

Over 300 lines, because the values of the one section are read together and none of them has rules of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from civicore import Duration, Text
from civicore_signals.clockwork import Calendar, Law
from civicore_signals.conditions import Condition, Wanted

Registration = Literal["optional", "email", "required"]
Precision = Literal["exact", "street", "area", "none"]
Phase = Literal["new", "open", "waiting", "final"]
Actor = Literal["system", "unit", "operator", "sender"]
Counts = Literal["solved", "answered", "passed_on", "refused", "none"]
Needs = Literal["outcome", "text", "body", "file"]
Told = Literal["sender", "followers"]
QuestionKind = Literal["text", "lines", "choice", "choices", "number", "date"]
Asked = Literal["category", "place", "topic", "text", "photo", "name", "email", "phone", "address", "happened_on"]


@dataclass(frozen=True)
class Public:
    """What everybody may read of a case; each part only after the office has let it out, where ``publish`` says so."""

    text: bool = True
    photo: bool = True
    place: Precision = "exact"
    answer: bool = True


@dataclass(frozen=True)
class Kind:
    """Signal, question, letter, …: who may send it, what it asks, who may read it, which way it goes.

    ``statuses`` in the order of its way, the first one is where it begins. ``stream`` is its stream in the register.
    ``keep`` is how long the case is kept once it is closed.
    """

    id: str
    name: Text
    note: Text | None
    registration: Registration
    public: Public | None
    asks: tuple[Asked, ...]
    required: frozenset[str]
    track: tuple[Literal["number", "map", "link", "account"], ...]
    search_label: Text | None
    notify: tuple[str, ...]
    statuses: tuple[str, ...]
    outcomes: tuple[str, ...]
    deadline: str | None
    stream: str
    keep: Duration
    oldest: Duration | None = None


@dataclass(frozen=True)
class Question:
    """An extra question of a type. ``when``: asked only after these answers to earlier ones."""

    id: str
    ask: Text
    kind: QuestionKind
    hint: Text | None = None
    options: Mapping[str, Text] = field(default_factory=dict)
    required: bool = False
    public: bool = False
    personal: bool = False
    when: Wanted = field(default_factory=dict)


@dataclass(frozen=True)
class Advice:
    """What people read before they write; ``stops``: then the form ends here, because another way is right."""

    text: Text
    when: Wanted = field(default_factory=dict)
    stops: bool = False


@dataclass(frozen=True)
class Duplicates:
    """Cases of the same type at most so many metres away and so old are offered before sending."""

    radius: int = 100
    days: int = 60


@dataclass(frozen=True)
class Category:
    """A category or, as a leaf of the tree, a type; what it does not say itself comes from above.

    ``id`` is the path (``roads.cycling``). ``unit``, ``deadline``, ``public`` and ``registration`` are None where the
    tree says nothing: then the rules, the default unit and the kind decide.
    """

    id: str
    name: Text
    parent: str | None
    kinds: tuple[str, ...]
    leaf: bool
    unit: str | None
    deadline: str | None
    note: Text | None = None
    also: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[Advice, ...] = ()
    duplicates: Duplicates | None = None
    information: tuple[str, ...] = ()
    public: bool | None = None
    shown: Public | None = None
    registration: Registration | None = None
    place: Literal["required", "optional", "off"] | None = None


@dataclass(frozen=True)
class Reopening:
    """Who may open a closed case again, for how long, where it goes and what its clock does then."""

    by: tuple[Actor, ...]
    within: Duration | None
    to: str
    clock: Literal["restart", "resume"]


@dataclass(frozen=True)
class Status:
    """A step of a case. ``sources``: statuses it may come from; None: any earlier one that is not final.

    ``text`` is what people are told of it; ``outcomes`` are those that are possible here, None: all of the kind.
    """

    id: str
    name: Text
    phase: Phase
    sources: tuple[str, ...] | None
    by: tuple[Actor, ...]
    requires: tuple[Needs, ...]
    tell: tuple[Told, ...]
    text: Text | None = None
    outcomes: tuple[str, ...] | None = None
    reopen: Reopening | None = None

    @property
    def final(self) -> bool:
        return self.phase == "final"


@dataclass(frozen=True)
class Outcome:
    """How a case was closed, and what that counts as: a receipt or a transfer never counts as solved (case 35)."""

    id: str
    name: Text
    counts_as: Counts
    needs_body: bool = False


@dataclass(frozen=True)
class RouteRule:
    """A rule of routing: cases that are meant go to a unit, because of words that clerk and sender may read."""

    id: str
    when: Condition
    to: str
    because: Text


@dataclass(frozen=True)
class Unit:
    """A department as far as cases go to it; a closed one hands on to the one above."""

    id: str
    name: Text
    parent: str | None = None
    closed: bool = False
    inbox: str | None = None
    competence: Text | None = None


@dataclass(frozen=True)
class Registry:
    """Numbers of the register: their pattern and when the count begins anew."""

    format: str = "{year}-{seq}"
    digits: int = 1
    reset: Literal["yearly", "never"] = "yearly"
    gaps: Literal["none", "explain"] = "none"
    shown: tuple[Literal["number", "date"], ...] = ("number", "date")


@dataclass(frozen=True)
class Map:
    """The public map. ``show``: age of what it shows; ``areas`` and ``base``: files of the districts and the ground."""

    show: Duration
    centre: tuple[float, float] | None = None
    zoom: int = 12
    areas: str | None = None
    base: str | None = None
    area_label: Text | None = None
    outside: Literal["refuse", "accept"] = "refuse"
    tiles: str | None = None
    attribution: str = ""


@dataclass(frozen=True)
class NumberSearch:
    """Tracking by number; ``per_minute`` look-ups of one network."""

    enabled: bool = True
    any_age: bool = True
    button: Text | None = None
    per_minute: int = 20


@dataclass(frozen=True)
class Subscriptions:
    """Who may follow a case, and which."""

    who: Literal["registered", "everyone", "nobody"] = "registered"
    to: Literal["own", "own_and_public"] = "own_and_public"
    button: Text | None = None
    list_label: Text | None = None


@dataclass(frozen=True)
class Attachments:
    """Photos and files. ``max_size`` in bytes."""

    max_files: int = 5
    max_size: int = 8_000_000
    types: tuple[str, ...] = ("jpg", "png", "pdf")


@dataclass(frozen=True)
class Template:
    """A prepared reply; None: for all statuses, categories or kinds."""

    id: str
    name: Text
    text: Text
    statuses: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Open311:
    """The standard interface; ``keys`` are names of clients and of the secrets that hold their keys."""

    enabled: bool = False
    jurisdiction: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    contact: Text | None = None
    kind: str = ""
    terms: Text | None = None


@dataclass(frozen=True)
class Feed:
    """Another system that says how far cases are: the name of the secret with its key, and what its words mean.

    ``statuses`` by the folded word of that system; a value is a status, with the outcome after a slash where it ends.
    """

    secret: str
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Keeping:
    """How long parts of a case are kept: contacts after its end, the network of a sender against abuse, drafts."""

    contacts: Duration
    network: Duration
    unconfirmed: Duration
    drafts: Duration
    links: Duration


@dataclass(frozen=True)
class Plan:
    """One city's signals. Maps are in the order of the file."""

    languages: tuple[str, ...]
    kinds: Mapping[str, Kind]
    categories: Mapping[str, Category]
    statuses: Mapping[str, Status]
    outcomes: Mapping[str, Outcome]
    deadlines: Mapping[str, Law]
    rules: tuple[RouteRule, ...]
    units: Mapping[str, Unit]
    default_unit: str
    registry: Registry
    map: Map
    number_search: NumberSearch
    subscriptions: Subscriptions
    attachments: Attachments
    templates: Mapping[str, Template]
    open311: Open311
    keeping: Keeping
    calendar: Calendar
    publish: Literal["after_check", "at_once"]
    ask_solved_after: Duration | None
    urgent: Text | None = None
    overview: Text | None = None
    terms: str | None = None
    feeds: Mapping[str, Feed] = field(default_factory=dict)

    def types(self, kind: str) -> tuple[Category, ...]:
        """What a kind may be about, in the order of the file: the leaves of the tree."""
        return tuple(one for one in self.categories.values() if one.leaf and kind in one.kinds)

    def category(self, path: str) -> Category | None:
        """A category, None when the file no longer has it."""
        return self.categories.get(path)

    def way(self, kind: str) -> tuple[Status, ...]:
        """The statuses of a kind in order."""
        return tuple(self.statuses[one] for one in self.kinds[kind].statuses)

    def start(self, kind: str) -> str:
        """The status in which a kind begins."""
        return self.kinds[kind].statuses[0]

    def law(self, kind: str, category: str) -> Law | None:
        """The deadline of a case: that of its type, else of its kind."""
        own = self.categories[category].deadline if category in self.categories else None
        name = own or (self.kinds[kind].deadline if kind in self.kinds else None)
        return None if name is None else self.deadlines[name]

    def registration(self, kind: str, category: str) -> Registration:
        """What somebody must show to send this; of kind and type the stricter one."""
        order: tuple[Registration, ...] = ("optional", "email", "required")
        own = self.categories[category].registration if category in self.categories else None
        return max(self.kinds[kind].registration, own or "optional", key=order.index)

    def public(self, kind: str, category: str) -> Public | None:
        """What everybody may read of such a case, None: nothing, not even that it exists.

        A type can make private what its kind lets out, never the other way round. What the file no longer knows is
        private.
        """
        found, here = self.kinds.get(kind), self.categories.get(category)
        if found is None or found.public is None or here is None or here.public is False:
            return None
        return here.shown or found.public

    def searchable(self) -> tuple[str, ...]:
        """Kinds of which some case may be public."""
        return tuple(one.id for one in self.kinds.values() if one.public is not None)
