"""Whoever changes how an account is opened shows again who they are (S47): by its password, or at the directory."""

from collections.abc import Mapping

from litestar import Response

from civicore.base.refusal import Refusal
from civicore.messaging.languages import Msgid
from civicore.people.accounts import Account
from civicore.people.guards import people
from civicore.people.sessions import Session
from civicore.people.typed import PASSWORD
from civicore.web.pages import here, redirect, runtime
from civicore.web.requests import AnyRequest


def asked_of(owner: Account) -> Mapping[str, Msgid] | None:
    """The passwords that a form asks an account for."""
    return PASSWORD if owner.by_password else None


async def to_the_directory(request: AnyRequest, where: Session, owner: Account) -> Response[None] | None:
    """The way to the directory and back to this page, for whoever has no password here and did not come just now."""
    if owner.by_password or await _just_proved(request, where):
        return None
    place = here(request)
    wanted = place.path + (f"?{place.query}" if place.query else "")
    return redirect(request, "/desk/sign-in/directory", next=wanted, again="true")


async def confirmed(request: AnyRequest, where: Session, owner: Account, given: Mapping[str, str]) -> Refusal | None:
    """``password.wrong``, ``sign_in.wait``, ``directory.prove_again``."""
    if owner.by_password:
        return await people(request).entrance.confirm(owner, given["password"])
    return None if await _just_proved(request, where) else Refusal("directory.prove_again")


async def _just_proved(request: AnyRequest, where: Session) -> bool:
    doorman, city = people(request).directory, runtime(request)
    if doorman is None:
        return False
    async with city.store.reading():
        return await doorman.visits.just_proved(where.id, city.clock.now())
