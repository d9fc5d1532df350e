"""One running demo: sign-ins and tokens for everything that has a screen, and the addresses of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from civicore.base.clock import DemoClock
from civicore.demo.citizens import Settler, settle
from civicore.demo.outbox import Catcher
from civicore.demo.staff import SignIn, employ
from civicore.devices.places import devices, prints
from civicore.devices.screens import Screens
from civicore.extension.parts import Samples
from civicore.people.principals import Principal
from civicore.people.roles import Roles
from civicore.people.tables import TokenRow
from civicore.people.tokens import Tokens
from civicore.runtime import Runtime
from civicore.storage.unit_of_work import UnitOfWork

OPERATOR = Principal(kind="staff", id="demo", name="Demo")


@dataclass
class Demo:
    """Tokens are made anew at each start, for its database keeps only their hashes; its clock never outlives them."""

    clock: DemoClock
    runtime: Runtime
    catcher: Catcher
    sign_ins: Sequence[SignIn] = ()
    citizens: Sequence[Settler] = ()
    desk_token: str = ""
    device_tokens: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> dict[str, str]:
        """Full addresses by what they show (English msgids)."""
        language = self.runtime.languages.default
        return {
            "Citizens": self.runtime.absolute(f"/{language}/"),
            "Desk": self.runtime.absolute(f"/{language}/desk/"),
            "Caught messages": self.runtime.absolute("/demo/outbox"),
            "Demo": self.runtime.absolute("/demo"),
        }

    @property
    def devices(self) -> dict[str, str]:
        """Addresses at which a browser becomes a device, by ``office.device``."""
        return {one.id: self.runtime.absolute(f"/demo/device/{one.id}") for one in devices(self.runtime.city)}

    @property
    def printers(self) -> dict[str, str]:
        """Where the newest slips of a device can be looked at."""
        with_printer = [one.id for one in devices(self.runtime.city) if prints(one)]
        return {name: self.runtime.absolute(f"/demo/printer/{name}") for name in with_printer}

    @property
    def counters(self) -> dict[str, str]:
        """The pages of the counters, for whoever is signed in at the desk."""
        language, paths = self.runtime.languages.default, self.runtime.services.one(Screens).counters()
        return {name: self.runtime.absolute(f"/{language}{path}") for name, path in paths.items()}

    def greeting(self) -> list[str]:
        """What the console says: every address and sign-in."""
        addresses = [f"  {name + ':':<18} {address}" for name, address in self.addresses.items()]
        sign_ins = [f"  {one.role + ':':<18} {one.email}   {one.password}" for one in self.sign_ins]
        citizens = [f"  {one.holder + ':':<18} {one.email}   {one.password}" for one in self.citizens]
        name = str(self.runtime.city.deployment.name)
        shown = [f"  {name + ':':<18} {address}" for name, address in (self.devices | self.counters).items()]
        return [
            f"{name}, a demo: nothing is sent, nobody is real",
            *addresses,
            *shown,
            "Sign in at the desk as",
            *sign_ins,
            *(["Sign in as a citizen as", *citizens] if citizens else []),
        ]

    async def fill(self, samples: Sequence[Samples]) -> None:
        """Employ demo staff, issue tokens and, on an empty database, make the sample data."""
        async with self.runtime.store.reading():
            fresh = not await TokenRow.exists()
        self.sign_ins = await employ(self.runtime, Roles(self.runtime.city.roles))
        self.citizens = await settle(self.runtime)
        await self.runtime.transact(self._issue)
        await self.catcher.take_over()
        await self.runtime.printers.take_over()
        if fresh:
            for part in samples:
                await part.make()

    async def follow(self, before: Demo) -> None:
        """Go on from where another one is, of an earlier state of the file: its tokens and sign-ins stay good."""
        self.desk_token, self.device_tokens = before.desk_token, dict(before.device_tokens)
        self.catcher.far_side = before.catcher.far_side
        self.sign_ins = await employ(self.runtime, Roles(self.runtime.city.roles))
        self.citizens = await settle(self.runtime)
        await self.runtime.transact(self._issue)

    async def _issue(self, work: UnitOfWork) -> None:
        tokens = Tokens(self.runtime.store, self.runtime.keys)
        leading = self.sign_ins[-1].id
        if not self.desk_token:
            self.desk_token = await tokens.issue("staff", str(leading), "demo", OPERATOR, work, lasts=None)
        for one in [one for one in devices(self.runtime.city) if one.id not in self.device_tokens]:
            self.device_tokens[one.id] = await tokens.issue("device", one.id, "demo", OPERATOR, work, lasts=None)
