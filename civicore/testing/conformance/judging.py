"""Runs the checks on one plugin and sums up: what failed, what was excused, which tier it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from civicore.extension.api import API
from civicore.extension.manifest import NoManifest
from civicore.testing.conformance.check import TIERS, Check, Complaint, NotTried, Tier
from civicore.testing.conformance.quality import BadQuality
from civicore.testing.conformance.subject import PutAside, Subject
from civicore.testing.conformance.suite import CHECKS

Outcome = Literal["passed", "failed", "exempt", "not tried"]


@dataclass(frozen=True)
class Result:
    """How one check ended; ``reason`` is why it was excused or could not be tried."""

    check: Check
    outcome: Outcome
    complaints: Sequence[Complaint] = ()
    reason: str = ""


def judge(subject: Subject, checks: Sequence[Check] = CHECKS) -> Iterator[Result]:
    """Each check on the plugin; what a check raises is the plugin's failure. NoManifest, BadQuality end it all."""
    exempt = subject.quality.exempt
    for check in checks:
        if check.number in exempt:
            reason = f"{exempt[check.number].reason} (quality.yaml:{exempt[check.number].line})"
            yield Result(check, "exempt", reason=reason)
        else:
            yield tried(check, subject)


def tried(check: Check, subject: Subject) -> Result:
    """One check."""
    try:
        complaints = tuple(check.judge(subject))
    except NotTried as error:
        return Result(check, "not tried", reason=str(error))
    except PutAside as error:
        complaints = (Complaint(f"it is put aside: {error}"),)
    except (NoManifest, BadQuality) as error:
        complaints = (Complaint(str(error)),)
    except Exception as error:
        complaints = (Complaint(f"the check ended with {type(error).__name__}: {error}"),)
    return Result(check, "failed" if complaints else "passed", complaints)


def tier_of(results: Sequence[Result]) -> tuple[Tier | None, Tier | None, list[str]]:
    """The tier reached, the next one, and the checks that stand between."""
    reached: Tier | None = None
    for tier in TIERS:
        missing = [
            one.check.number for one in results if one.check.tier == tier and one.outcome in ("failed", "not tried")
        ]
        if missing:
            return reached, tier, missing
        reached = tier
    return reached, None, []


def heading(subject: Subject, results: Sequence[Result]) -> str:
    """Name, version, API and tier in one line; a few checks alone say nothing of a tier."""
    distribution = subject.distribution
    version = distribution.version if distribution is not None else "0"
    told = f"{subject.name} {version}   api {subject.manifest.api} (installed {API})"
    if len(results) < len(subject.numbers):
        return told
    reached, following, missing = tier_of(results)
    more = f" ({following} needs {' '.join(missing)})" if following else ""
    return f"{told}   tier: {reached or 'none'}{more}"


def lines(results: Sequence[Result]) -> Iterator[str]:
    """What went wrong and what was excused, then the sum."""
    for one in results:
        for complaint in one.complaints:
            yield f" {one.check.number} error  {complaint.what}"
            if complaint.remedy:
                yield f"            {complaint.remedy}"
        if one.outcome in ("exempt", "not tried"):
            yield f" {one.check.number} {one.outcome}  {one.reason}"
    counted = [
        (name, sum(one.outcome == name for one in results)) for name in ("passed", "failed", "exempt", "not tried")
    ]
    yield ", ".join(f"{number} {name}" for name, number in counted if number or name == "passed")
