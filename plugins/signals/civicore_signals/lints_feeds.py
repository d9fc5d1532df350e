"""Other systems that say how far cases are: every word that the file translates must mean something here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from civicore import City, Finding, say
from civicore_signals import feed
from civicore_signals.config import Signals
from civicore_signals.plan import Plan


def check(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    """L471."""
    for name, one in said.feeds.items():
        path = ("signals", "feeds", name, "statuses")
        twice = Counter(feed.folded(word) for word in one.statuses)
        for word, means in one.statuses.items():
            if not any(feed.meant(plan, kind, means).known for kind in plan.kinds):
                message = say(
                    'no kind has "%(means)s": write a status, and after a slash the outcome where it ends a case',
                    means=means,
                )
                yield Finding("L471", message, (*path, word))
            if twice[feed.folded(word)] > 1:
                yield Finding(
                    "L471",
                    say('"%(word)s" is there twice, but for case and blanks', word=word),
                    (*path, word),
                    at_key=True,
                )
