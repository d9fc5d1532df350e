"""What a page shows about notices of one thing: what was sent, how one can be told, and where to change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Request

from civicore.contracts.dialog import BotLink, Contact, Messengers
from civicore.runtime import Runtime
from civicore.storage.messages import Fate, messages_about
from civicore.ways import choosing, tokens
from civicore.ways.addresses import masked

INTENT = "ways.connect"
_UNSHOWN = frozenset({"ways.code"})
_TITLES = {"transaction": "Notice", "reminder": "A reminder", "news": "Something new"}


@dataclass(frozen=True)
class Sent:
    """One message as its reader sees it; ``title`` is an English msgid, ``again``: it can be sent once more."""

    fate: Fate
    title: str
    again: bool


@dataclass(frozen=True)
class Way:
    """A way that was chosen; ``position`` names it in forms."""

    contact: Contact
    where: str
    position: int


@dataclass(frozen=True)
class Offers:
    """``about`` is named by ``token`` on pages and by ``connect`` in deep links; ``can`` are channels by typed address.

    ``back`` is the path that the reader came from.
    """

    token: str
    connect: str
    chosen: Sequence[Way]
    ended: bool
    bots: Sequence[BotLink]
    can: Sequence[str]
    sent: Sequence[Sent]
    back: str | None = None


async def offers(request: Request, about: str, *, back: str | None = None) -> Offers:  # type: ignore[type-arg]
    """What to show of the notices about a thing, to its owner alone; outside any unit of work.

    ValueError for a thing that is not named ``<up to nine letters a-z>:<uuid>``.
    """
    runtime: Runtime = request.app.state.runtime
    return await offered(runtime, about, back=back)


async def offered(runtime: Runtime, about: str, *, back: str | None = None) -> Offers:
    """The same without a request."""
    async with runtime.store.reading():
        chosen = await choosing.of(about)
        sent = await messages_about(about)
    connect = tokens.token(runtime.keys, about, runtime.clock.now())
    bots = [link for one in runtime.services.all(Messengers) for link in await one.links(INTENT, connect)]  # type: ignore[type-abstract]
    channels = runtime.city.channels
    return Offers(
        token=tokens.page_token(runtime.keys, about),
        connect=connect,
        chosen=[Way(one, masked(one.channel, one.to), place) for place, one in enumerate(chosen.ways)],
        ended=chosen.ended,
        bots=bots,
        can=[name for name, there in (("email", channels.email), ("sms", channels.sms)) if there is not None],
        sent=[_sent(runtime, one) for one in reversed(sent) if one.notice not in _UNSHOWN],
        back=back,
    )


def _sent(runtime: Runtime, fate: Fate) -> Sent:
    title = next((one.title for one in runtime.post.notices if one.id == fate.notice), "")
    ended = fate.state in ("sent", "failed", "unknown")
    return Sent(fate, title or _TITLES[fate.purpose], ended and bool(fate.to))
