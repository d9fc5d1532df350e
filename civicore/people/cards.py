"""Tiles of the desk's front page: each from some plugin, each drawn for whoever may see it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civicore.extension.guards import PartRests
from civicore.extension.parts import Card
from civicore.people.principals import Principal
from civicore.storage.delivering import described
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.people.cards")


@dataclass(frozen=True)
class Tile:
    """``template`` is drawn with ``tile`` in it: its words are ``tile.words.<name>``."""

    template: str
    words: Mapping[str, object]


async def tiles(cards: Iterable[Card], person: Principal, request: AnyRequest) -> list[Tile]:
    """What the person may see, in order; a card that fails is left out and logged, the page stands."""
    seen = sorted((one for one in cards if person.may(one.permission)), key=lambda one: (one.order, one.id))
    drawn = []
    for card in seen:
        try:
            drawn.append(Tile(*await card.render(request)))
        except PartRests:
            continue  # staff were told when it began to rest
        except Exception as error:
            log.error("card %s failed: %s", card.id, described(error))
    return drawn
