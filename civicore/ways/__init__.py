"""How one person wants to be told about one thing: chosen, changed and ended by themselves, in one place.

A thing is named as messages name it, ``booking:<uuid>``. What a plugin does::

    await unit.notify("booking.reminder", about=booking.about, usual=[Contact("email", booking.email)], …)

    offered = await ways.offers(request, booking.about, back=path)     # in a handler, outside any unit
    page(request, "…", ways=offered)
    {% include "ways/choose.html" %}                                   # reads ``ways``

Whoever holds ``offered`` may choose for that thing: give it only to a page that its owner alone can open.
A channel that learns of its addresses tells ``ways.arrived``, ``ways.lost``, ``ways.revive``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from civicore.contracts.dialog import Contact

if TYPE_CHECKING:
    from civicore.ways.addresses import arrived, bury, dead_among, lost, masked, revive
    from civicore.ways.choosing import choose, end, forget, having, of, resume, things
    from civicore.ways.manners import CityManners, when
    from civicore.ways.offering import Offers, offers
    from civicore.ways.quiet import Quiet, deferred
    from civicore.ways.tokens import about_of, page_of, page_token, token

_HOMES = {
    "addresses": "arrived bury dead_among lost masked revive",
    "choosing": "choose end forget having of resume things",
    "manners": "CityManners when",
    "offering": "Offers offers",
    "quiet": "Quiet deferred",
    "tokens": "about_of page_of page_token token",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "CityManners",
    "Contact",
    "Offers",
    "Quiet",
    "about_of",
    "arrived",
    "bury",
    "choose",
    "dead_among",
    "deferred",
    "end",
    "forget",
    "having",
    "lost",
    "masked",
    "of",
    "offers",
    "page_of",
    "page_token",
    "resume",
    "revive",
    "things",
    "token",
    "when",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'civicore.ways' has no attribute {name!r}")
    value = getattr(import_module(f"civicore.ways.{home}"), name)
    globals()[name] = value
    return value
