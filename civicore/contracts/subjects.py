"""Who may see what is written about something: asked of the plugin that the thing belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civicore.people.principals import Principal


class Subjects(Protocol):
    """Registered as a service: ``Service(Subjects, ...)``; every plugin with things of its own has one."""

    async def visible(self, about: str, who: Principal) -> bool | None:
        """Whether a member of staff may see this thing, by its department and their rights.

        ``about`` is how messages and the audit log name it: ``booking:<uuid>``. None: it is not ours, or not
        there any more; then only those see it whose role is limited to no department.
        """
        ...
