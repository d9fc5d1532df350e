"""What the directory tells about a person, and what that makes of them here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from civicore.base.refusal import Refusal
from civicore.deployment.model.directory import Claims, Directory, DirectoryGroup

_LONGEST = 200  # characters of a name or an address


@dataclass(frozen=True)
class Told:
    """``verified`` says that the directory vouches for the address; ``proofs`` are its values of acr and amr.

    ``session`` is how the directory names this sign-in, empty when it does not; ``proved_at`` is when the person last
    showed the directory who they are.
    """

    subject: str
    name: str
    email: str
    verified: bool
    groups: frozenset[str]
    proofs: frozenset[str] = frozenset()
    session: str = ""
    proved_at: datetime | None = None


@dataclass(frozen=True)
class Post:
    """What somebody does here: a role, and for whose agendas (None: for all)."""

    role: str
    departments: tuple[str, ...] | None


def told(claims: Mapping[str, object], names: Claims) -> Told | Refusal:
    """The person behind claims; ``directory.unnamed`` without a name or an address."""
    name, email = _words(found(claims, names.name)), _words(found(claims, names.email))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or not name or "@" not in email:
        return Refusal("directory.unnamed")
    return Told(
        subject,
        name,
        email,
        claims.get("email_verified") is True,
        frozenset(_list(found(claims, names.groups))),
        frozenset([*_list(claims.get("amr")), *_list(claims.get("acr"))]),
        _words(claims.get("sid")),
        _instant(claims.get("auth_time")),
    )


def post(groups: Iterable[str], written: Sequence[DirectoryGroup]) -> Post | None:
    """The first group that fits gives the role, all groups of that role give departments; None without any."""
    mine = frozenset(groups)
    fitting = [one for one in written if one.group in mine]
    if not fitting:
        return None
    role = fitting[0].role
    lists = [one.departments for one in fitting if one.role == role]
    every = None if None in lists else tuple(sorted({id for one in lists if one is not None for id in one}))
    return Post(role, every)


def proved(person: Told, rules: Directory) -> bool:
    """Whether the directory has asked for the second factor, where the file leaves that to it."""
    return rules.second_factor == "directory" and bool(person.proofs & set(rules.proofs))


def binds(person: Told, rules: Directory) -> bool:
    """Whether the address may lead to an account that is here already."""
    return person.verified or rules.addresses == "trusted"


def found(claims: Mapping[str, object], name: str) -> object:
    """A claim of this name, or along the dots inside of others: ``realm_access.roles``."""
    if name in claims:
        return claims[name]
    here: object = claims
    for part in name.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def complete(claims: Mapping[str, object], names: Claims) -> bool:
    """Whether nothing that the file names is missing, so that the directory need not be asked for more."""
    return all(found(claims, one) is not None for one in (names.name, names.email, names.groups))


def _words(value: object) -> str:
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""


def _list(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _instant(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
    except (OverflowError, ValueError, OSError):
        return None
