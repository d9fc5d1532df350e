"""A line in the log for whoever was refused: who, what, where (S69); nothing personal, no address, no query."""

from __future__ import annotations

import logging

from litestar.types import HTTPScope

from civicore.base.refusal import Refusal
from civicore.people.principals import VISITOR

WRITTEN_DOWN = (401, 403, 429)
log = logging.getLogger("civicore.refused")


def mark(scope: HTTPScope, refusal: object) -> None:
    """Remember what an answer said no with."""
    if isinstance(refusal, Refusal):
        scope["state"]["refused"] = refusal.code


def write_down(scope: HTTPScope, status: int) -> None:
    """Log an answer of one of these statuses; the place is the name of its handler."""
    if status not in WRITTEN_DOWN:
        return
    state = scope["state"]
    who = state.get("principal", VISITOR).actor
    log.info("%s %d %s in %s", who, status, state.get("refused", "-"), scope.get("route_handler", "-"))
