"""Each check of the suite finds what was broken for it, and finds nothing in what is whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicore.extension.registry import Registry
from civicore.testing.conformance.judging import judge, tier_of
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.suite import CHECKS
from tests.testing.broken import BREAKS, parcels
from tests.tools.counts import times

TOGETHER = [number for number, one in BREAKS.items() if not one.alone]
ALONE = [number for number in BREAKS if times(0, 1) or BREAKS[number].alone]
QUICK = ("K01", "K03", "K04", "K05", "K06", "K08", "K09", "K10", "K13", "K16", "K19", "K20", "K25", "K26")
JUDGES = {check.number: check for check in CHECKS}


@pytest.fixture(scope="module")
def ruin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """Broken in every place that leaves it running."""
    with parcels(tmp_path_factory.mktemp("ruin"), *TOGETHER) as subject:
        yield subject


@pytest.mark.soak
def test_what_is_whole_reaches_gold(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All of it in ``make soak``; else what only looks."""
    wanted = [one for one in CHECKS if times(0, 1) or one.number in QUICK]
    with parcels(tmp_path_factory.mktemp("whole")) as subject:
        results = list(judge(subject, wanted))
    assert [(one.check.number, one.complaints, one.reason) for one in results if one.outcome != "passed"] == []
    assert tier_of(results)[0] == "gold"


@pytest.mark.parametrize("number", TOGETHER)
def test_a_check_finds_what_was_broken_for_it(ruin: Subject, number: str) -> None:
    assert found(ruin, number)


@pytest.mark.soak
@pytest.mark.parametrize("number", ALONE)
def test_a_check_finds_what_was_broken_for_it_alone(
    number: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Registry, "put_aside", Registry.put_aside)  # one of them takes it away
    with parcels(tmp_path_factory.mktemp(number), number) as subject:
        assert found(subject, number)


def found(subject: Subject, number: str) -> bool:
    """Whether the check says what it must, as soon as it says so."""
    said = []
    for complaint in JUDGES[number].judge(subject):
        said.append(complaint.what)
        if BREAKS[number].said in complaint.what:
            return True
    raise AssertionError(f"{number} says {said}")


def test_every_check_can_fail() -> None:
    assert set(BREAKS) == set(JUDGES)
