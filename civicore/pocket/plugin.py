"""The core's own parts for the app: its pages and files, the channel of pushed news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from civicore.extension.channels import Channel
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Navigation, Output, Retention, Routes, TableSet
from civicore.messaging.languages import Msgid
from civicore.pocket.tables import PUSHES

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime


class PocketPlugin:
    """Registered by the core in every city; gives nothing where the file says that the site is not installable."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return (PUSHES,)

    @hookimpl
    def register_channels(self, city: City, runtime: Runtime) -> Iterator[Channel]:
        if city.channels.web.installable and city.channels.web.push:
            from civicore.pocket.pushing import CHANNEL, Pushing

            yield Channel(CHANNEL, Pushing(runtime).send, label=Msgid("Notification on this device"))

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterator[Routes]:
        if runtime.city.channels.web.installable:
            from civicore.pocket import pages, programs, pushes

            yield Routes("public", [*pages.PAGES, programs.app_manifest])
            yield Routes("standard", [programs.worker, programs.app_icon])
            if runtime.city.channels.web.push:
                yield Routes("public", pushes.PAGES)

    @hookimpl
    def register_navigation(self, city: City) -> Iterator[Navigation]:
        if city.channels.web.installable:
            yield Navigation("pocket.app", "public", "The app", "/app", order=80, place="footer")

    @hookimpl
    def register_retention(self, runtime: Runtime) -> Iterator[Retention]:
        from civicore.pocket import subscriptions

        async def expire() -> int:
            return await runtime.transact(subscriptions.expire)

        async def export(person: str) -> Sequence[Mapping[str, object]]:
            return ()  # a browser that takes news bears no name

        async def erase(person: str) -> int:
            return 0

        yield Retention("pocket.push", expire, export, erase)

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterator[Output]:
        if not runtime.city.channels.web.installable:
            return

        async def addresses(subject: str) -> Sequence[str]:
            from civicore.pocket.icons import ICONS
            from civicore.pocket.places import ICON_FOLDER

            return [f"{ICON_FOLDER}/{name}.png" for name in ICONS]

        yield Output("pocket.icons", addresses)
