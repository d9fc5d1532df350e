"""Which messages are due: any order and repetition of observations tells the same, each stage once, in order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from civicore_doctrack.following import due
from civicore_doctrack.plan import Plan
from civicore_doctrack.stages import Observation, Reached, messages

_BEGAN = datetime(2026, 11, 1, 8, tzinfo=UTC)


def said(plan: Plan, seed: int) -> list[Observation]:
    """A document's whole life in some batches, a few words late and one unknown."""
    draw = random.Random(seed)
    way = list(next(iter(plan.kinds.values())).versions[0].stages)
    chosen = [one for one in way if draw.random() < 0.8] + (["QC-HOLD"] if draw.random() < 0.3 else [])
    found = []
    for place, stage in enumerate(chosen):
        at = _BEGAN + timedelta(hours=place)
        seen = at + timedelta(hours=draw.choice((1, 1, 1, 7)))
        found.append(Observation(f"{place}", "", stage, at, seen, "registry", began=date(2026, 11, 1)))
    return found


def heard(lists: Sequence[Sequence[Reached]], consent: int, draw: random.Random) -> list[Reached]:
    """What somebody hears who agreed after the first lists, with news late, doubled or left out."""
    told, had = len(lists[consent]), list[Reached]()
    for place in range(consent, len(lists)):
        for _ in range(draw.choice((0, 1, 1, 2)) if place < len(lists) - 1 else 1):
            fresh = due(lists[place], told, len(lists[place]))
            had += fresh
            told += len(fresh)
    return had


@pytest.mark.parametrize("seed", range(150))
def test_signal_case_38_any_order_and_repetition_gives_the_same_messages(plan: Plan, seed: int) -> None:
    known, draw = said(plan, seed), random.Random(-seed)
    kind = next(iter(plan.kinds))
    seen = sorted({one.seen_at for one in known})
    lists = [messages(plan, kind, [one for one in known if one.seen_at <= until]) for until in seen]
    shuffled = [*known, *draw.choices(known, k=len(known))] if known else []
    draw.shuffle(shuffled)
    assert messages(plan, kind, shuffled) == (lists[-1] if lists else ())
    for before, after in pairwise(lists):
        assert after[: len(before)] == before, "what was told stays told"
    for consent in range(len(lists)):
        had = heard(lists, consent, draw)
        assert tuple(had) == lists[-1][len(lists[consent]) :]
        assert len({(one.stage, one.turn) for one in had}) == len(had)


@pytest.mark.parametrize(
    ("messages", "told", "count", "fresh"),
    [
        ("abc", 2, 3, "c"),
        ("axbc", 2, 3, "c"),  # the file explains a word that came between what was told
        ("ac", 2, 3, "c"),  # the file has a stage less
        ("abc", 3, 3, ""),
        ("abc", 4, 3, ""),
        ("", 0, 2, ""),
    ],
)
def test_a_change_of_the_file_neither_repeats_nor_swallows_news(
    messages: str, told: int, count: int, fresh: str
) -> None:
    assert due(messages, told, count) == tuple(fresh)
