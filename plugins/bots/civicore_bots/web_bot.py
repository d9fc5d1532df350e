"""The page of a bot: by which name, link and code it is found. Only what works now is shown (rule DMS-02)."""

from collections.abc import Callable, Iterator
from typing import Any

import segno
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from civicore import AnyRequest, City, Msgid, Navigation, Runtime, page
from civicore.contracts.dialog import BotLink, Messengers
from civicore_bots.config import Bot
from civicore_bots.menus import bots


def qr(address: str) -> str:
    """The code of an address as an image of its own."""
    return segno.make_qr(address, error="m").svg_data_uri(scale=5, border=3, light="white", dark="black")


async def working(runtime: Runtime, ids: frozenset[str]) -> list[BotLink]:
    """The links of these bots that work now."""
    messengers = runtime.services.all(Messengers)  # type: ignore[type-abstract]
    return [link for one in messengers for link in await one.links() if link.bot in ids]


def paths(city: City) -> dict[str, frozenset[str]]:
    """The pages of the file, each with its bots."""
    named = {one.page for one in bots(city).values() if one.page is not None}
    return {path: frozenset(id for id, one in bots(city).items() if one.page == path) for path in sorted(named)}


def handlers(city: City) -> list[HTTPRouteHandler]:
    """A page at each path that the file names."""
    return [get(path, name=f"bots:{path}")(_shown(ids)) for path, ids in paths(city).items()]


def _shown(ids: frozenset[str]) -> Callable[..., Any]:
    async def show(request: AnyRequest) -> Response[Any]:
        """Names, links and codes of the bots."""
        runtime: Runtime = request.app.state.runtime
        said = {id: one for id, one in bots(runtime.city).items() if id in ids}
        found = await working(runtime, ids)
        return page(request, "bots/bot.html", bots=said, found=found, qr=qr, networks=NETWORKS, offers=_offers(said))

    return show


NETWORKS = {"telegram": "Telegram", "viber": "Viber"}


def _offers(said: dict[str, Bot]) -> list[Any]:
    """What the bots can do, each thing once."""
    return list({str(entry.label): entry.label for one in said.values() for entry in one.menu.values()}.values())


def navigation(city: City) -> Iterator[Navigation]:
    """The way to the page, in the menu and on the front page."""
    for path, ids in paths(city).items():
        title = bots(city)[min(ids)].title
        yield Navigation(f"bots.page{path.replace('/', '.')}", "public", title, path, order=18)
        hint = Msgid("Ask in Telegram or Viber: free of charge, at any time.")
        yield Navigation(f"bots.home{path.replace('/', '.')}", "public", title, path, order=18, place="home", hint=hint)
