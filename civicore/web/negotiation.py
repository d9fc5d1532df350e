"""Which language to answer in when the address does not say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_MOST_ENTRIES, _LONGEST = 10, 500


def negotiate(wanted: str, known: Sequence[str]) -> str | None:
    """The best of the known languages for an Accept-Language header, None when none is wanted.

    ``cs-CZ`` is served by ``cs``. Entries with a broken quality count as if they had none; at most ten are read.
    """
    return _negotiated(wanted[:_LONGEST], tuple(known))


@lru_cache(maxsize=256)  # browsers of one town want the same few languages
def _negotiated(wanted: str, known: tuple[str, ...]) -> str | None:
    entries = [_entry(part) for part in wanted.split(",")[:_MOST_ENTRIES]]
    for quality, tag in sorted(entries, key=lambda one: -one[0]):
        if quality <= 0:
            continue
        for asked in (tag, tag.partition("-")[0]):
            for language in known:
                if language.lower() == asked:
                    return language
    return None


def _entry(part: str) -> tuple[float, str]:
    tag, _, rest = part.partition(";")
    name, _, written = rest.strip().partition("=")
    try:
        quality = float(written) if name.strip() == "q" else 1.0
    except ValueError:
        quality = 1.0
    return quality, tag.strip().lower()
