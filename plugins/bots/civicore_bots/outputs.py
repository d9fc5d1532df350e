"""Addresses of this plugin that take a parameter. A consultation knows nobody: there is no record to be found."""

from __future__ import annotations

from collections.abc import Sequence

from civicore import Output
from civicore_bots.consulting import PATH, Consultations


def output(consultations: Consultations) -> Output:
    """Every consultation, with answers that make no sense."""

    async def addresses(subject: str) -> Sequence[str]:
        ids = list(consultations.trees) or ["documents"]
        return tuple(f"{PATH}/{id}?v=000000&a={subject or 'answer'}" for id in ids)

    return Output("bots.consultations", addresses)
