"""Roles: which permissions a member of staff has, and for which departments."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from civicore.base.text import Text
from civicore.deployment.model.upkeep import Role as WrittenRole
from civicore.extension.parts import Permission
from civicore.messaging.languages import Msgid

CORE_PERMISSIONS = (
    Permission("audit.read", "Read the audit log"),
    Permission("devices.manage", "Enrol kiosks and boards, revoke them, look after printers"),
    Permission("letters.work", "Read letters that came in, do what they ask for, and answer them"),
    Permission("messages.read", "See which messages were sent and what became of them"),
    Permission("messages.reveal", "See to whom a message was sent and what it said"),
    Permission("repairs.manage", "See what is wrong with the system, and decide what may wait"),
    Permission("staff.manage", "Invite members of staff, change their roles, disable accounts, revoke tokens"),
    Permission("suspension.switch", "Suspend a service and restore it"),
)
_MANAGING = frozenset(
    {"audit.read", "devices.manage", "messages.reveal", "repairs.manage", "staff.manage", "suspension.switch"}
)


@dataclass(frozen=True)
class Everything:
    """All permissions, those of plugins yet to come included, but for some."""

    but: frozenset[str] = frozenset()

    def __contains__(self, permission: object) -> bool:
        return permission not in self.but


@dataclass(frozen=True)
class Role:
    """``departments`` is None for all of them."""

    id: str
    name: Text | str
    permissions: Container[str]
    departments: tuple[str, ...] | None = None


class Roles:
    """The roles of the file, or three usual ones when it names none."""

    def __init__(self, written: Mapping[str, WrittenRole]) -> None:
        self._by_id = {id: _from_file(id, one) for id, one in written.items()} or {one.id: one for one in USUAL}

    def __getitem__(self, id: str) -> Role:
        """A role that the file no longer has grants nothing."""
        return self._by_id.get(id) or Role(id, Text({"und": id}), frozenset())

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def all(self) -> tuple[Role, ...]:
        return tuple(self._by_id.values())

    def leading(self) -> Role:
        """The role of the first account: one that may manage the staff, at best one that may do everything."""
        return max(self.all(), key=lambda one: ("staff.manage" in one.permissions, one.permissions == Everything()))


USUAL = (
    Role("clerk", Msgid("Clerk"), Everything(but=_MANAGING)),
    Role("manager", Msgid("Manager"), Everything(but=frozenset({"staff.manage"}))),
    Role("admin", Msgid("Administrator"), Everything()),
)


def _from_file(id: str, one: WrittenRole) -> Role:
    return Role(id, one.name, Everything() if one.can is None else frozenset(one.can), one.departments)
