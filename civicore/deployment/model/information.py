"""What the city explains: services, procedures, rules, and where to turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from civicore.deployment import kinds
from civicore.deployment.block import Block, says


class Article(Block):
    """One thing that people ask about; shown under /information and found by the search."""

    kind: Literal["service", "procedure", "rule", "contact"] = says("under which heading it stands", "service")
    title: kinds.Text = says("title")
    summary: kinds.Text = says("one or two sentences: what it is and for whom")
    body: kinds.Text | None = says("the rest, markdown, written here", None)
    documents: tuple[kinds.Text, ...] = says("papers to bring or to attach", ())
    steps: tuple[kinds.Text, ...] = says("what happens, in order", ())
    fee: kinds.Text | None = says("what it costs, in words", None)
    time: kinds.Text | None = says("how long it takes, in words", None)
    law: tuple[kinds.Text, ...] = says("rules it rests on", ())
    unit: Annotated[kinds.Id, kinds.Refers("departments")] | None = says("department in charge", None)
    links: Mapping[kinds.Id, kinds.Url] = says("pages elsewhere", {})
    also: tuple[kinds.Text, ...] = says("other words by which people look for it", ())
    related: Annotated[kinds.Ids, kinds.Refers("information")] = says("what else to read", ())
    updated: kinds.Date | None = says("date of the last change", None)
