"""Names of staff for what the audit log calls ``staff:<id>``."""

from __future__ import annotations

from collections.abc import Mapping

from civicore.people.guards import people
from civicore.web.requests import AnyRequest


async def staff_names(request: AnyRequest) -> Mapping[str, str]:
    """The name of every account, disabled ones too, by how the audit log names it."""
    return {account.subject: account.name for account in await people(request).staff.all()}
