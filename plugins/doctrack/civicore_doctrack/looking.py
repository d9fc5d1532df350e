"""Looking for a document: its holder by number and secret, staff by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from civicore import Attempts, Refusal, UnitOfWork, network_form, same
from civicore_doctrack import numbers, runs, stages, store
from civicore_doctrack.brakes import NETWORK as NETWORK
from civicore_doctrack.brakes import NUMBER as NUMBER
from civicore_doctrack.setting import Setting
from civicore_doctrack.stages import Observation, Standing
from civicore_doctrack.store import Kept
from civicore_doctrack.tables import DocumentRow

PAGE = "doctrack.page"  # what tokens of a document's page are signed for


@dataclass(frozen=True)
class Document:
    """A document for staff; ``shown`` is as much of its number as the file lets them see."""

    id: UUID
    type: str
    shown: str
    seen_first: datetime
    seen_last: datetime
    observations: tuple[Observation, ...]
    standing: Standing
    told: int
    stalls_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A document for its holder. ``token`` opens its page, ``seq`` counts its news so far.

    ``stale``: the data are older than the file promises, ``standing.as_of`` says how old.
    """

    document: UUID
    type: str
    standing: Standing
    token: str
    seq: int
    stale: bool = False

    @property
    def as_of(self) -> datetime | None:
        return self.standing.as_of


def token(setting: Setting, document: UUID) -> str:
    """A signed link: whoever has it sees the stage, and nothing else."""
    return setting.runtime.keys.token(PAGE, document)


async def look_up(setting: Setting, number: str, secret: str, network: str | None) -> Found | Refusal:
    """By number and secret; a wrong one is answered like an unknown number, after the same work."""
    folded = numbers.fold(number)
    refusal = await setting.runtime.transact(partial(_spent, setting, folded, network))
    if refusal is not None:
        return refusal
    async with setting.runtime.store.reading():
        known = await store.numbered(setting.runtime.keys.digests("doctrack.number", folded))
        secrets = await store.secrets_of([one.id for one in known])
        right = [one for one in known if _knows(setting, folded, secret, secrets.get(one.id, ()))]
        if not known:
            _knows(setting, folded, secret, ("",))
        answer = await _found(setting, right[0]) if right else Refusal("doctrack.unknown")
    if right:
        await setting.runtime.transact(partial(_no_guess, setting, folded, network))
    return answer


async def _spent(setting: Setting, folded: str, network: str | None, unit: UnitOfWork) -> Refusal | None:
    brakes = {_trying(folded): NUMBER} | ({_from(network): NETWORK} if network else {})
    until = await _attempts(setting).spend(brakes, unit)
    return None if until is None else Refusal("doctrack.too_many", until=until)


async def _no_guess(setting: Setting, folded: str, network: str | None, unit: UnitOfWork) -> None:
    await _attempts(setting).clear([_trying(folded)])
    if network:
        await _attempts(setting).give_back(_from(network), unit)


def _from(network: str) -> str:
    return f"doctrack.network:{network_form(network)}"


def _trying(folded: str) -> str:
    return f"doctrack.number:{folded}"


def _attempts(setting: Setting) -> Attempts:
    return Attempts(setting.runtime.keys, enforced=setting.runtime.strict)


def secret_value(setting: Setting, folded: str, secret: str) -> str:
    """What is hashed of a secret: bound to its number, so that equal names have nothing in common."""
    asks = setting.plan.asks
    return f"{folded}|{asks}|{numbers.fold_secret(asks, secret)}"


def _knows(setting: Setting, folded: str, secret: str, digests: Sequence[str] | set[str]) -> bool:
    if not numbers.fold_secret(setting.plan.asks, secret):
        return False
    written = setting.runtime.keys.digests("doctrack.secret", secret_value(setting, folded, secret))
    compared = [same(one, other) for one in written for other in digests]
    return any(compared)


async def by_token(setting: Setting, token: str) -> Found | None:
    """The document that a link speaks for."""
    id = setting.runtime.keys.subject(PAGE, token)
    return None if id is None else await found(setting, id)


async def found(setting: Setting, id: UUID) -> Found | None:
    """A document by its id, as its holder sees it."""
    async with setting.runtime.store.reading():
        one = await store.get(id)
        return None if one is None or one.type not in setting.plan.kinds else await _found(setting, one)


async def _found(setting: Setting, one: Kept) -> Found:
    said = (await store.observations_of([one.id]))[one.id]
    standing = stages.standing(setting.plan, one.type, said)
    as_of, stale = await runs.age(setting, {each.feeder for each in said})
    dated = replace(standing, as_of=as_of or one.seen_last)
    ended = standing.stage is not None and setting.plan.stages[standing.stage].final
    return Found(one.id, one.type, dated, token(setting, one.id), one.told, stale and not ended)


async def find(setting: Setting, number: str) -> tuple[Document, ...]:
    """What staff see of a number."""
    async with setting.runtime.store.reading():
        digests = setting.runtime.keys.digests("doctrack.number", numbers.fold(number))
        return await documents(setting, await store.numbered(digests))


async def document(setting: Setting, id: UUID) -> Document | None:
    """One document for staff."""
    async with setting.runtime.store.reading():
        one = await store.get(id)
        return next(iter(await documents(setting, [one])), None) if one else None


async def stalled(setting: Setting, limit: int) -> tuple[Document, ...]:
    """Documents whose stage has lasted too long, as far as the file says how long it takes."""
    async with setting.runtime.store.reading():
        rows = await DocumentRow.select().where(DocumentRow.stalls_at <= setting.now).order_by(
            DocumentRow.stalls_at
        ).limit(limit)  # fmt: skip
        return await documents(setting, [store.kept(row) for row in rows])


async def documents(setting: Setting, some: Sequence[Kept]) -> tuple[Document, ...]:
    """Documents of kinds that the file has, for staff; inside a reading."""
    known = [one for one in some if one.type in setting.plan.kinds]
    said = await store.observations_of([one.id for one in known])
    return tuple(_document(setting, one, said) for one in known)


def _document(setting: Setting, one: Kept, said: Mapping[UUID, Sequence[Observation]]) -> Document:
    mine = tuple(said[one.id])
    standing = stages.standing(setting.plan, one.type, mine)
    return Document(one.id, one.type, one.shown, one.seen_first, one.seen_last, mine, standing, one.told, one.stalls_at)
