"""The sense of a bot: a messenger to be found in, a menu whose buttons lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding, say
from civicore_bots.config import Bot
from civicore_bots.menus import CONSULT, Opens, consultations, opens
from civicore_bots.pressing import fits

Path = tuple[str | int, ...]
MOST_ENTRIES = 10
_FEATURES = ("booking", "doctrack", "signals", "ticketing", "ways")  # first words of conversations of the house


def check(city: City, bot: Bot, path: Path) -> Iterator[Finding]:
    """E201, E202, L423, L480, L481 of one bot."""
    if bot.channels.telegram is None and bot.channels.viber is None:
        yield Finding("L423", say("a bot without a messenger"), (*path, "channels"))
    if not bot.menu or len(bot.menu) > MOST_ENTRIES:
        message = say("%(count)s entries; a menu has 1 to %(most)s", count=len(bot.menu), most=MOST_ENTRIES)
        yield Finding("L480", message, (*path, "menu"))
    for id, entry in bot.menu.items():
        yield from _entry(city, opens(entry.opens), (*path, "menu", id, "opens"))


def _entry(city: City, leads: Opens, path: Path) -> Iterator[Finding]:
    if leads.url:
        return
    if not fits(leads.intent, leads.start):
        yield Finding("L481", say("no button can carry this: it is longer than 64 bytes"), path)
    known = consultations(city)
    if leads.intent == CONSULT and leads.start not in known:
        yield Finding("E201", say('there is no consultation "%(start)s"', start=leads.start), path, hints=_hints(known))
    elif leads.intent != CONSULT and not _of_plugin(city, leads.intent):
        hints = (say("write consultation:<id>, doctrack, booking, signals, or a conversation such as booking.cancel"),)
        yield Finding("E201", say('nothing is opened by "%(intent)s"', intent=leads.intent), path, hints=hints)
    elif (section := leads.intent.partition(".")[0]) in type(city).levels and not _on(city, section):
        yield Finding("E202", say('"%(section)s" is switched off', section=section), path)


def _on(city: City, section: str) -> bool:
    """Whether the file has the section of a plugin of the house, and it is not switched off as a whole."""
    said = city.section(section)
    return said is not None and getattr(said, "enabled", True)


def _of_plugin(city: City, intent: str) -> bool:
    """Conversations belong to a plugin: one of the house, or one that the file lists."""
    plugin, dot, _ = intent.partition(".")
    return bool(dot) and (plugin in _FEATURES or plugin in city.plugins)


def _hints(known: object) -> tuple[str, ...]:
    names = list(known) if isinstance(known, dict) else []
    return (say("there are: %(names)s", names=names),) if names else ()
