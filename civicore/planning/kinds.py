"""Which kind of change a difference is: a rule for every field of the language, as data.

A rule is a kind, or a word for a question that both values answer (``QUESTIONS``). A rule of a field whose value is a
block or a list holds for all of it, unless the block has rules of its own. Plugins bring theirs in ``Section.changes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, cast, get_args

from civicore.base.spans import Duration
from civicore.contracts.changes import Kind
from civicore.deployment import shape
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded
from civicore.deployment.model.identity import PluginBlock
from civicore.deployment.nodes import Path_

Rules: TypeAlias = Mapping[str, Mapping[str, str]]

# By the path of a block without ids: what each of its fields does to what exists when it changes.
CORE: Rules = {
    "": {
        "cosmetic": "brand pages information",
        "future": "civicore suspensions notifications channels accounts",
        "holds": "departments offices agendas roles",
        "closes": "closures",
        "trusts": "plugins",
    },
    "deployment": {
        "cosmetic": "name legal_name slogan contact",
        "future": "country languages url",
        "touching": "timezone",
        "destructive": "id",
    },
    "plugins": {"future": "version enabled config", "grants": "grants", "protects": "isolation"},
    "holidays": {
        "touching": "calendar policy reduced_hours extra working_days",
        "future": "suspended known_until must_cover",
    },
    "closures": {"touching": "when time offices counters", "cosmetic": "reason", "future": "bookings notify"},
    "departments": {
        "cosmetic": "name parent competence room contact",
        "future": "closed inbox",
        "touching": "office capacity quota",
    },
    "offices": {
        "cosmetic": "name address geo step_free contact",
        "future": "doors",
        "touching": "hours extra_hours breaks capacity quota",
        "holds": "counters devices",
    },
    "offices.counters": {"cosmetic": "name", "future": "kind", "touching": "serves hours breaks"},
    "offices.devices": {
        "future": "kind place serves menu_booked menu_walk_in ticket refresh idle_reset host port driver languages rows"
        " size sound speak"
    },
    "agendas": {
        "cosmetic": "name documents note",
        "future": "prefix",
        "touching": "department duration offices capacity quota",
        "holds": "activities",
    },
    "agendas.activities": {"cosmetic": "name documents", "touching": "duration"},
    "accounts": {
        "future": "enabled holders registration prefill profile company_number menu",
        "limits": "idle longest",
        "keeps": "unverified",
    },
    "roles": {"cosmetic": "name", "grants": "can", "widens": "departments"},
    "retention": {"keeps": "unconfirmed cancelled finished signals letters bot_chats logs audit backups"},
    "security": {
        "destructive": "key",
        "protects": "bot_check",
        "grants": "trusted_proxies webhooks_to",
        "cosmetic": "report_to",
        "future": "data_officer",
    },
    "security.puzzle": {"limits": "after bits hardest"},
    "security.staff": {"protects": "mfa", "limits": "idle longest", "weaker": "directory"},
    "security.staff.directory": {
        "cosmetic": "name",
        "future": "secret scopes claims certificates",
        "protects": "issuer client groups addresses second_factor proofs passwords",
        "limits": "ask_every without_answer tokens_rest",
    },
    "security.limits": {"limits": "holds_per_address holds_per_network live_per_network"},
    "operations": {"touching": "database", "future": "outbox_for alert public_status log"},
    "operations.metrics": {"grants": "open_to", "future": "token"},
    "operations.canary": {"future": "enabled every misses", "grants": "webhook"},
    "operations.budgets": {"future": "page call job"},
    "operations.backups": {"limits": "every test_restore", "keeps": "keep", "future": "to", "weaker": "key"},
}

_LEVELS = frozenset({"agendas", "departments", "offices"})
# From the strongest protection to none.
_WEAKER = (("required", "optional"), ("proof_of_work", "off"), ("process", "none"))


def kind_of(old: Loaded, new: Loaded, was: Path_, path: Path_) -> Kind:
    """The kind of a difference; ``was`` is the path in the old file."""
    rule = rule_at(new.model, path)
    if rule in get_args(Kind):
        return cast(Kind, rule)
    return QUESTIONS[rule](value_at(old.city, was), value_at(new.city, path))


def rule_at(model: type[City], path: Path_) -> str:
    """The rule for what stands at a path; what a third-party section says nothing of is ``future``."""
    plain = [str(part) for part in _general(model, path)]
    rules, plain = (model.changes.get(plain[0], {}), plain[1:]) if plain[0] in model.levels else (CORE, plain)
    if not plain:
        return "future"
    for end in range(len(plain) - 1, -1, -1):
        for rule, names in rules.get(".".join(plain[:end]), {}).items():
            if plain[end] in names.split():
                return rule
    return "future"


def _general(model: type[City], path: Path_) -> Iterator[str | int]:
    """A path without the ids of maps, and without the place where a section overrides another."""
    here: shape.Shape | None = shape.of_model(model)
    for part in _at_city(model, path):
        if here is None:
            return
        if here.form == "block":
            yield part
            here = here.field(str(part))
        else:
            here = here.inner


def _at_city(model: type[City], path: Path_) -> Path_:
    """A section that stands at an office, department or agenda has the rules of the city's own."""
    nearer = len(path) > 2 and path[0] in _LEVELS and path[2] in model.levels
    return path[2:] if nearer else path


def value_at(city: City | None, path: Path_) -> object:
    """What a city says at a path; None when nothing is there."""
    current: object = city
    for part in path:
        current = current.get(part) if isinstance(current, Mapping) else getattr(current, str(part), None)
    return current


def _keeps(old: object, new: object) -> Kind:
    """A time that data live: shorter erases."""
    return "destructive" if _length(new) < _length(old) else "future"


def _limits(old: object, new: object) -> Kind:
    """A number or a length that slows down robots: more is weaker, none is weakest."""
    return "weaker" if _length(new) > _length(old) else "future"


def _protects(old: object, new: object) -> Kind:
    for words in _WEAKER:
        if _word(old) in words and _word(new) in words:
            return "weaker" if words.index(_word(new)) > words.index(_word(old)) else "future"
    return "weaker"


def _grants(old: object, new: object) -> Kind:
    """A list of what is allowed: more of it is weaker."""
    return "weaker" if _set(new) - _set(old) else "future"


def _widens(old: object, new: object) -> Kind:
    """A list of where something holds; none means everywhere."""
    return "future" if old is None or (new is not None and _set(new) <= _set(old)) else "weaker"


def _reveals(old: object, new: object) -> Kind:
    """What strangers may see; a word of the language is as revealing as it stands here."""
    order = ("none", "false", "area", "street", "exact", "true", "after_check", "at_once")
    ranks = [order.index(_word(one)) if _word(one) in order else 0 for one in (old, new)]
    return "destructive" if ranks[1] > ranks[0] else "future"


def _holds(old: object, new: object) -> Kind:
    """Things that records refer to."""
    return "touching" if new is None else "future"


def _closes(old: object, new: object) -> Kind:
    return "future" if new is None else "touching"


def _trusts(old: object, new: object) -> Kind:
    """A plugin: a new one may do what it is granted."""
    return "weaker" if old is None and isinstance(new, PluginBlock) and new.grants else "future"


def _length(value: object) -> float:
    if isinstance(value, Duration):
        return value.exact.total_seconds()
    return float(value) if isinstance(value, int | float) else float("inf")


def _set(value: object) -> frozenset[object]:
    return frozenset(value) if isinstance(value, tuple | list | frozenset) else frozenset()


def _word(value: object) -> str:
    return str(value).lower()


QUESTIONS: Mapping[str, Callable[[object, object], Kind]] = {
    "keeps": _keeps,
    "limits": _limits,
    "protects": _protects,
    "grants": _grants,
    "widens": _widens,
    "reveals": _reveals,
    "holds": _holds,
    "closes": _closes,
    "trusts": _trusts,
}
