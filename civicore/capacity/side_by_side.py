"""What a plugin's migration says to the ledger when it begins the keys of limits with who they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

Said = Mapping[Literal["sqlite", "postgres"], Sequence[str]]


def side_by_side(kinds: Sequence[str], namespace: str, length: int) -> Said:
    """Statements by which limits ``kind|who…`` become ``namespace|who|kind…``, with their claims.

    ``who`` has ``length`` signs, such as a keyed hash. All limits on one person are then neighbours, on one page of
    the database; by their kinds each lay on some page of its own. Only limits that belong to no day. For the plugins
    that come with CivicCore: a stranger's migration may not touch the ledger.

    On PostgreSQL processes of the version before may be at work meanwhile. They wait; and each claim has another
    identifier afterwards, so a unit that has read it before finds it gone and begins anew. Else it would give back a
    place under a key that is no more.
    """
    keys = [(kind, _made(kind, namespace, length)) for kind in kinds]
    limits = tuple(_renamed("core_ledger", keys))
    return {
        "sqlite": (*_renamed("core_claim", keys), *limits),
        "postgres": (
            "LOCK TABLE core_claim, core_ledger IN SHARE ROW EXCLUSIVE MODE",  # in the order in which units take them
            *_renamed("core_claim", keys, ", id = gen_random_uuid()"),
            *limits,
        ),
    }


def _renamed(table: str, keys: Sequence[tuple[str, str]], renewed: str = "") -> Iterator[str]:
    for kind, made in keys:
        yield f"UPDATE {table} SET key = {made}, scope = ''{renewed} WHERE day IS NULL AND key LIKE '{kind}|%'"  # noqa: S608


def _made(kind: str, namespace: str, length: int) -> str:
    who = len(kind) + 2  # SQL counts from one
    return f"'{namespace}|' || substr(key, {who}, {length}) || '|{kind}' || substr(key, {who + length})"
