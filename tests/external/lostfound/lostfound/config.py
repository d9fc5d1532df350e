"""The settings of lost and found, as the city writes them under ``plugins.lostfound.config``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicore import Block, City, Duration, Msgid, Section, Text, says
from civicore import kinds as word

NAME = "lostfound"


class Category(Block):
    """A kind of thing that people lose."""

    name: word.Text = says("name")


class Question(Block):
    """A question of the city's own in the report of a loss."""

    label: word.Text = says("question as people read it")
    kind: Literal["text", "long_text", "number", "date", "choice"] = says("what is answered", "text")
    required: word.Flag = says("must be answered", False)
    hint: word.Text | None = says("help under the question", None)
    max_length: int = says("longest answer in characters", 200, ge=1, le=4000)
    choices: Mapping[word.Id, word.Text] = says("answers of a choice, in order", {}, finding="E102")


class Keep(Block):
    """How long what was written is kept."""

    things: word.SomeDuration = says("things, counted from the day they were handed in", Duration(months=12))
    reports: word.SomeDuration = says("reports of losses that found nothing", Duration(months=6))
    ended: word.SomeDuration = says("reports that have ended, with all that is personal in them", Duration(days=30))


class LostFound(Block):
    """Lost and found."""

    title: word.Text | None = says("name of the pages and of the menu entry", None)
    intro: word.Text | None = says("text above the list of found things", None)
    collect: word.Text | None = says("where and when things are collected", None)
    categories: Mapping[word.Id, Category] = says("kinds of things; absent means a usual list", {})
    fields: Mapping[word.Id, Question] = says("questions of the city's own in the report, in order", {})
    on_kiosk: word.Flag = says("found things can be looked through at kiosks", True)
    keep: Keep = says("how long what was written is kept", Keep())


SECTION = Section(NAME, LostFound)

USUAL: Mapping[str, str] = {
    "keys": Msgid("Keys and key rings"),
    "papers": Msgid("Papers and cards"),
    "bags": Msgid("Bags and purses"),
    "phones": Msgid("Telephones and devices"),
    "clothes": Msgid("Clothes and glasses"),
    "other": Msgid("Some other thing"),
}
"""What people lose everywhere, in the order of the list."""


def said(city: City) -> LostFound:
    """What the city's file says; what it leaves out is as this module has it."""
    found: LostFound | None = city.section(NAME)
    return found or LostFound()


def categories(city: City) -> dict[str, Text | str]:
    """The kinds of things by their ids, in order."""
    own = said(city).categories
    return {id: one.name for id, one in own.items()} if own else dict(USUAL)
