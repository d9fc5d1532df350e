"""Who is asking, and what they may do."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

Kind = Literal["visitor", "staff", "device"]


@dataclass(frozen=True)
class Principal:
    """Somebody at the other end: a visitor, a member of staff, a device of an office.

    ``id`` is the account's id or ``office.device``. ``departments`` is None for all of them. ``token`` is the
    id of the bearer token by which a program speaks for them.
    """

    kind: Kind = "visitor"
    id: str = ""
    name: str = ""
    permissions: Container[str] = frozenset()
    departments: tuple[str, ...] | None = None
    role: str = ""
    language: str = ""
    token: str = ""

    def may(self, permission: str, department: str | None = None) -> bool:
        """Whether a right is held, for a department when one is named."""
        if permission not in self.permissions:
            return False
        return department is None or self.departments is None or department in self.departments

    @property
    def actor(self) -> str:
        """How the audit log names them: ``staff:<id>``, ``device:office.device``, ``visitor``.

        A member of staff's program is ``staff:<id> token:<id>``: it was not the person who typed.
        """
        name = f"{self.kind}:{self.id}" if self.id else self.kind
        return f"{name} token:{self.token}" if self.token else name


VISITOR = Principal()
Connection = ASGIConnection[Any, Any, Any, Any]


def current(connection: Connection) -> Principal:
    """Who is asking, as the guard of the area found out; a visitor where nobody signs in."""
    found = connection.scope.get("state", {}).get("principal", VISITOR)
    return found if isinstance(found, Principal) else VISITOR


def remember(connection: Connection, principal: Principal) -> None:
    """Called by the guard of an area, for the handlers after it."""
    connection.scope.setdefault("state", {})["principal"] = principal


@dataclass(frozen=True)
class Needs:
    """A guard that says which right it asks for."""

    permission: str

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        person = current(connection)
        if person.may(self.permission):
            return
        if person.kind == "visitor":
            raise NotAuthorizedException(headers={"WWW-Authenticate": "Bearer"})
        await connection.app.state.runtime.transact(
            lambda work: work.record("access.refused", actor=person.actor, subject=f"permission:{self.permission}")
        )
        raise PermissionDeniedException


def needs(permission: str) -> Needs:
    """A guard for handlers: only whoever holds the permission comes in.

    A visitor gets 401. Anybody else gets 403, and that they tried is written into the audit log (S69).
    """
    return Needs(permission)
