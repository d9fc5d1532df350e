"""Sign-in of staff by the town's directory: what would shut everybody out, or let the wrong ones in."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.model.directory import USUAL_ROLES, Directory
from civicore.deployment.model.upkeep import Role
from civicore.extension.parts import Finding

_AT = ("security", "staff", "directory")
_DISCOVERY = "/.well-known/openid-configuration"
_PEM = b"-----BEGIN CERTIFICATE-----"
_LARGEST = 1_000_000  # bytes of a file of certificates


def check(city: City) -> Iterator[Finding]:
    """L580 to L588."""
    directory = city.security.staff.directory
    if directory is None:
        return
    yield from _issuer(directory)
    if "openid" not in directory.scopes:
        yield Finding("L581", say("without openid the directory says nobody's name"), (*_AT, "scopes"), at_key=True)
    yield from _groups(city, directory)
    yield from _second_factor(city, directory)
    yield from _asking(city, directory)
    yield from _certificates(city, directory)


def _issuer(directory: Directory) -> Iterator[Finding]:
    if directory.issuer.endswith(_DISCOVERY):
        message = say("this is the address of a file: leave %(end)s out", end=_DISCOVERY)
        yield Finding("L580", message, (*_AT, "issuer"))
    elif set(directory.issuer) & {"?", "#"}:
        yield Finding("L580", say("an issuer has neither ? nor #"), (*_AT, "issuer"))


def _groups(city: City, directory: Directory) -> Iterator[Finding]:
    known = tuple(city.roles) or USUAL_ROLES
    if not directory.groups:
        message = say("no group of the directory has a role here: nobody could sign in")
        yield Finding("L582", message, (*_AT, "groups"), at_key=True)
    first: dict[str, str] = {}
    for index, one in enumerate(directory.groups):
        at = (*_AT, "groups", index)
        if one.role not in known:
            message = say('"%(role)s" is no role: %(known)s', role=one.role, known=", ".join(known))
            yield Finding("L583", message, (*at, "role"))
        if first.setdefault(one.group, one.role) != one.role:
            message = say('"%(group)s" has the role %(role)s above', group=one.group, role=first[one.group])
            yield Finding("L584", message, (*at, "group"), "warning")
    alone = directory.passwords == "none"
    if directory.groups and alone and not any(_manages(city, one.role) for one in directory.groups):
        message = say("no group has a role that may manage the staff, and there are no accounts with a password")
        yield Finding("L586", message, (*_AT, "groups"), "warning", at_key=True)


def _manages(city: City, role: str) -> bool:
    written: Role | None = city.roles.get(role)
    if written is None:
        return not city.roles and role == "admin"
    return written.can is None or "staff.manage" in written.can


def _second_factor(city: City, directory: Directory) -> Iterator[Finding]:
    if directory.second_factor == "directory" and not directory.proofs:
        message = say("nothing that the directory says would prove a second factor: write proofs: [mfa]")
        yield Finding("L585", message, (*_AT, "proofs"), at_key=True)


def _asking(city: City, directory: Directory) -> Iterator[Finding]:
    longest = city.security.staff.longest
    if directory.ask_every.exact >= longest.exact:
        message = say("no session lasts so long (longest: %(longest)s): nobody would ever be asked", longest=longest)
        yield Finding("L587", message, (*_AT, "ask_every"), "warning")


def _certificates(city: City, directory: Directory) -> Iterator[Finding]:
    if directory.certificates is None:
        return
    path, at = city.folder / directory.certificates, (*_AT, "certificates")
    if not path.is_file():
        yield Finding("L588", say("there is no file %(file)s", file=directory.certificates), at)
    elif path.stat().st_size > _LARGEST or _PEM not in path.read_bytes():
        yield Finding("L588", say("%(file)s holds no certificate (PEM)", file=directory.certificates), at)
