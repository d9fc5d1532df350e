"""An address that somebody typed becomes a way once its owner has typed the code that was sent there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from civicore.base.codes import new_id, same
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.people.attempts import Attempts
from civicore.people.throttle import Brake
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork
from civicore.ways.choosing import choose
from civicore.ways.tables import WayRow

CODE = "ways.code"
SAMPLE: Mapping[str, object] = {"code": "428913"}
_LIVES = timedelta(minutes=15)
_TRIES = 5
_HOUR = timedelta(hours=1)
_ADDRESS = Brake(free=3, first=_HOUR, longest=24 * _HOUR, forget=24 * _HOUR)  # a stranger's address may be typed
_THING = Brake(free=6, first=_HOUR, longest=24 * _HOUR, forget=24 * _HOUR)


@dataclass(frozen=True)
class Confirming:
    """Codes live for a quarter of an hour and bear five tries; only a keyed hash of them is kept."""

    runtime: Runtime

    async def ask(self, about: str, contact: Contact, language: str) -> Refusal | None:
        """Send a code to the address; ``ways.enough`` when too many were sent there or for this thing."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            attempts = Attempts(self.runtime.keys, enforced=self.runtime.strict)
            brakes = {f"ways.to:{contact.channel}:{contact.to}": _ADDRESS, f"ways.about:{about}": _THING}
            until = await attempts.spend(brakes, unit)
            if until is not None:
                return Refusal("ways.enough", until=until)
            row = WayRow(
                id=new_id(), about=about, channel=contact.channel, address=contact.to, language=language,
                state="waiting", at=unit.now,
            )  # fmt: skip
            code = self.runtime.keys.code("ways.code", row.id, 1, "digits", 6)
            row.digest = self.runtime.keys.digest("ways.code", f"{about}|{code}")
            await WayRow.delete().where((WayRow.about == about) & (WayRow.state == "waiting"))
            await WayRow.delete().where(
                (WayRow.about == about) & (WayRow.channel == contact.channel) & (WayRow.address == contact.to)
            )
            await WayRow.insert(row)
            await unit.send(
                CODE, channel=contact.channel, to=contact.to, language=language, context={"code": code}, about=about,
                expires=unit.now + _LIVES, forget=True,
            )  # fmt: skip
            return None

        return await self.runtime.transact(work)

    async def waiting(self, about: str) -> Contact | None:
        """The address whose code is awaited."""
        async with self.runtime.store.reading():
            row = await WayRow.objects().where((WayRow.about == about) & (WayRow.state == "waiting")).first()
        return None if row is None else Contact(row.channel, row.address)

    async def confirm(self, about: str, code: str) -> Refusal | None:
        """The code was typed; ``ways.code_wrong`` or, after too many tries or too long, ``ways.code_over``."""

        async def work(unit: UnitOfWork) -> Refusal | bool | None:
            mine = (WayRow.about == about) & (WayRow.state == "waiting")
            # Counted by writing, before it is compared: a hundred tries at once are a hundred.
            rows = await WayRow.update({WayRow.tries: WayRow.tries + 1}).where(mine).returning(*WayRow.all_columns())
            row = rows[0] if rows else None
            if row is None or row["tries"] > _TRIES or row["at"] < unit.now - _LIVES:
                return Refusal("ways.code_over")
            typed = "".join(letter for letter in code if letter.isdecimal())
            right = self.runtime.keys.digests("ways.code", f"{about}|{typed}")
            if not any(same(one, row["digest"]) for one in right):
                return False  # no Refusal: the try stays counted
            await choose(unit, about, Contact(row["channel"], row["address"]), language=row["language"])
            return True

        done = await self.runtime.transact(work)
        if isinstance(done, Refusal):
            return done
        return None if done else Refusal("ways.code_wrong")
