"""Parts of the public front page, each from some plugin."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from civicore.extension.guards import PartRests
from civicore.storage.delivering import described
from civicore.web.pages import site
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.web")


@dataclass(frozen=True)
class Box:
    """``template`` is drawn with ``facts`` as ``box``."""

    template: str
    facts: Mapping[str, object]


async def home_boxes(request: AnyRequest) -> list[Box]:
    """What plugins have for the front page, in order; one that fails is left out and logged."""
    drawn = []
    for one in site(request).boxes:
        try:
            drawn.append(Box(*await one.render(request)))
        except PartRests:
            continue  # staff were told when it began to rest
        except Exception as error:
            log.error("box %s failed: %s", one.id, described(error))
    return drawn
