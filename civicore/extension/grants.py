"""What a city grants a plugin: words in ``plugins.<name>.grants``, and the refusal of what was not granted. Pure.

A plugin asks in its manifest under ``needs``; the file answers with ``grants``. Plugins that come with CivicCore are
granted what their manifests ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from civicore.extension.parts import Area, Routes, TableSet

MEANINGS: Mapping[str, str] = {
    "db.own": "tables of its own, whose names begin with its name",
    "public.pages": "pages that everybody can open",
    "public.api": "operations of the API",
    "public.hooks": "addresses that other systems call",
    "public.standards": "addresses that a standard names",
    "staff.pages": "pages of the desk",
    "device.pages": "pages of kiosks and boards",
    "mail.send": "e-mails to people",
    "sms.send": "text messages to people",
    "messages.send": "messages by other ways that people chose, such as messengers",
    "network": "this host of the public internet, through runtime.http: network:api.example or network:*.example",
    "network.inside": "this host within the city's own network: network.inside:gate.city.lan",
    "service": "what another plugin or the core answers: service:Bookable",
    "secret": "this secret of the city: secret:smpp_password",
}
"""The words there are; those of the last four kinds go on with a colon and a name."""

NAMED = frozenset({"network", "network.inside", "service", "secret"})
PAGES: Mapping[Area, str] = {
    "public": "public.pages",
    "api": "public.api",
    "hook": "public.hooks",
    "standard": "public.standards",
    "desk": "staff.pages",
    "device": "device.pages",
}
_SENDS = {"email": "mail.send", "sms": "sms.send"}
_SETTING = re.compile(r"\{config\.([a-z0-9_.]+)\}")
_INDEXED = re.compile(r"\bON\s+\"?(\w+)", re.IGNORECASE)


class NotGranted(Exception):
    """A plugin asked for what the city's file does not grant it; the sentence names the word to write."""

    def __init__(self, plugin: str, word: str) -> None:
        super().__init__(f"plugin {plugin} is not granted {word}: write it under plugins.{plugin}.grants")
        self.plugin, self.word = plugin, word


class NotItsOwn(Exception):
    """A plugin touched a table of somebody else; nothing grants that, their services answer."""


def is_word(word: str) -> bool:
    """Whether there is such a grant."""
    kind, colon, name = word.partition(":")
    return kind in MEANINGS and (kind in NAMED) == bool(colon and name)


def covers(granted: str, needed: str) -> bool:
    """Whether one grant gives what is needed.

    ``network:*.example`` gives every host that ends so, ``network:*`` every public one, ``secret:*`` every secret.
    Names of hosts are the same in small and capital letters.
    """
    kind, _, name = granted.partition(":")
    if kind in ("network", "network.inside"):
        granted, needed, name = granted.lower(), needed.lower(), name.lower()
    if kind not in ("network", "secret") or not (name == "*" or (kind == "network" and name.startswith("*."))):
        return granted == needed
    return fnmatchcase(needed, f"{kind}:{name}")


def needed(words: Iterable[str], config: Mapping[str, Any]) -> tuple[str, ...]:
    """What a manifest asks for, with ``{config.host}`` filled in from the file; what has no value is not needed."""
    filled = [_SETTING.sub(lambda found: _setting(config, found[1]), word) for word in words]
    return tuple(word for word in filled if not word.endswith(":"))


def _setting(config: Mapping[str, Any], path: str) -> str:
    found: Any = config
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


@dataclass(frozen=True)
class Grants:
    """What one plugin may. ``prefix`` is how the names of its tables begin."""

    plugin: str
    prefix: str
    words: frozenset[str] = frozenset()

    def has(self, word: str) -> bool:
        return word in self.words or any(covers(one, word) for one in self.words)

    def need(self, word: str) -> None:
        """NotGranted without it."""
        if not self.has(word):
            raise NotGranted(self.plugin, word)

    def need_way(self, channel: str) -> None:
        """NotGranted unless it may write to people by this channel."""
        self.need(_SENDS.get(channel, "messages.send"))

    def owns(self, table: str) -> bool:
        return table.startswith(f"{self.prefix}_")

    def judge(self, part: object) -> None:
        """NotGranted or NotItsOwn for a part that it may not bring."""
        if isinstance(part, Routes):
            self.need(PAGES[part.area])
        if isinstance(part, TableSet):
            self.need("db.own")
            self._judge_tables(part)

    def _judge_tables(self, part: TableSet) -> None:
        named = [table._meta.tablename for table in part.tables]
        indexed = [name for statement in part.indexes for name in _INDEXED.findall(statement)]
        strange = sorted({name for name in (*named, *indexed) if not self.owns(name)})
        if part.app != self.prefix:
            raise NotItsOwn(f"its tables belong to the app {self.prefix}, not to {part.app}")
        if strange:
            raise NotItsOwn(f"the names of its tables begin with {self.prefix}_: {', '.join(strange)} does not")
