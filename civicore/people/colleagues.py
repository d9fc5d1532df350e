"""Who of the staff can do something, for plugins that give work to people."""

from __future__ import annotations

from civicore.deployment.city import City
from civicore.people.accounts import accounts
from civicore.people.principals import Principal
from civicore.people.roles import Roles
from civicore.people.team import both


async def colleagues(city: City) -> tuple[Principal, ...]:
    """Every member of staff whose account is active, with their rights, by name; inside a unit of work or a reading."""
    roles = Roles(city.roles)
    return tuple(
        Principal(
            "staff",
            str(one.id),
            one.name,
            roles[one.role].permissions,
            both(roles[one.role].departments, one.departments),
            one.role,
            one.language,
        )
        for one in await accounts()
        if one.state == "active"
    )
