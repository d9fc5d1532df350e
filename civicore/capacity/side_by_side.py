"""What a plugin's migration says to the ledger when it begins the keys of limits with who they are about."""

from __future__ import annotations

from collections.abc import Iterable


def side_by_side(kinds: Iterable[str], namespace: str, length: int) -> tuple[str, ...]:
    """Statements for both databases by which limits ``kind|who…`` become ``namespace|who|kind…``, with their claims.

    ``who`` has ``length`` signs, such as a keyed hash. All limits on one person are then neighbours, on one page of
    the database; by their kinds each lay on some page of its own. Only limits that belong to no day.
    """
    return tuple(
        f"UPDATE {table} SET key = {_made(kind, namespace, length)}, scope = ''"  # noqa: S608
        f" WHERE day IS NULL AND key LIKE '{kind}|%'"
        for kind in kinds
        for table in ("core_ledger", "core_claim")
    )


def _made(kind: str, namespace: str, length: int) -> str:
    who = len(kind) + 2  # SQL counts from one
    return f"'{namespace}|' || substr(key, {who}, {length}) || '|{kind}' || substr(key, {who + length})"
