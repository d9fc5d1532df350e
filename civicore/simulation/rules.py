"""What must hold in every city, whatever plugins it has; what holds of bookings or tickets, they say themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piccolo.columns import Text
from piccolo.table import Table

from civicore.capacity.tables import LedgerRow
from civicore.demo.tables import Caught
from civicore.extension.simulations import Invariant
from civicore.simulation.world import World

_HELD = (
    "SELECT l.key AS key, l.used AS used, l.cap AS cap, COUNT(c.id) AS claims FROM core_ledger l"
    " LEFT JOIN core_claim c ON c.key = l.key AND c.day IS NOT DISTINCT FROM l.day GROUP BY l.key, l.used, l.cap"
    " HAVING l.used <> COUNT(c.id) OR l.used > l.cap"
)


@dataclass(frozen=True)
class CoreRules:
    """The core's own invariants, asked of one world."""

    world: World

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant(
                "I1", "what is claimed under a limit is what it counts, and never more than it allows", self.limits
            ),
            Invariant("I12", "nothing personal outlives the time for which it may be kept", self.forgotten, "day"),
        )

    async def limits(self) -> Sequence[str]:
        """I1, read from both tables in one statement."""
        async with self.world.runtime.store.reading():
            rows = await LedgerRow.raw(_HELD)
        return [
            f"{one['key'].partition('|')[0]}|… counts {one['used']} of {one['cap']}, {one['claims']} claims"
            for one in rows
        ]

    async def forgotten(self) -> Sequence[str]:
        """I12: words that should be gone are looked for in every text of every table."""
        over = [one for one in self.world.secrets if one.until is not None and one.until < self.world.clock.now()]
        if not over:
            return []
        words = {word: one.subject.partition(":")[0] for one in over for word in one.words}
        found = await self._places(words)
        self.world.secrets[:] = [one for one in self.world.secrets if one not in over]
        return found

    async def _places(self, words: dict[str, str]) -> list[str]:
        found = []
        async with self.world.runtime.store.reading():
            for table in self.world.runtime.store.tables:
                if table is Caught:  # a mailbox, not the city
                    continue
                for column in _texts(table):
                    rows = await table.select(column)
                    kept = [str(row[column._meta.name]) for row in rows if row[column._meta.name]]
                    found += [
                        f"{table._meta.tablename}.{column._meta.name} still tells of a {kind}"
                        for word, kind in words.items()
                        if any(word in text for text in kept)
                    ]
        return found


def _texts(table: type[Table]) -> list[Text]:
    return [one for one in table._meta.columns if isinstance(one, Text)]
