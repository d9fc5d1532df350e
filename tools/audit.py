"""Asks the registry which of our libraries have a known weakness: ``make audit``, a part of ``make test``.

A weakness fails the run, unless pyproject.toml accepts it by its id with a reason and a last day. Where the registry's
list cannot be reached, nothing is known: that is said, loudly, and does not fail the run; with ``--strict`` it does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from civicore.base.clock import SystemClock

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
ASKED = "https://pypi.org/pypi/{name}/{version}/json"  # as pip-audit asks for each of them
NOTHING = "AUDIT: NOTHING WAS AUDITED: the registry's list of known weaknesses cannot be reached ({why})."


@dataclass(frozen=True)
class Outcome:
    """``weak`` says what is wrong, ``unknown`` names libraries that the registry told nothing of."""

    weak: Sequence[str]
    unknown: Sequence[str]
    audited: int


def judged(report: Mapping[str, Any], accepted: Sequence[Mapping[str, Any]], today: date) -> Outcome:
    """What a report of pip-audit means; what is accepted counts again after its last day."""
    bearable = {one["id"] for one in accepted if one["until"] >= today}
    libraries = report["dependencies"]
    unknown = [one["name"] for one in libraries if "skip_reason" in one]
    weak = [said for one in libraries for said in _weaknesses(one, bearable)]
    return Outcome(weak, unknown, len(libraries) - len(unknown))


def _weaknesses(library: Mapping[str, Any], bearable: set[str]) -> Iterator[str]:
    for one in library.get("vulns", ()):
        if not bearable & {one["id"], *one.get("aliases", ())}:
            mended = ", ".join(one.get("fix_versions", ())) or "no version yet"
            yield f"{library['name']} {library['version']}: {one['id']}, mended in {mended}"


def unreachable() -> str:
    """Why the registry cannot be asked; empty when it can. One library tells: a mirror has files and no list."""
    lock = (ROOT / LOCKS[0]).read_text(encoding="utf-8")
    name, version = next(line.split("==") for line in lock.splitlines() if line.startswith("jinja2=="))
    try:
        status = httpx.get(ASKED.format(name=name, version=version), timeout=10).status_code
    except httpx.HTTPError as error:
        return type(error).__name__
    return "" if status == httpx.codes.OK else f"it answers {status}"


def report() -> dict[str, Any]:
    """What pip-audit says of the lock files; ValueError when it says nothing."""
    files = [word for name in LOCKS for word in ("--requirement", str(ROOT / name))]
    command = [sys.executable, "-m", "pip_audit", *files, "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        raise ValueError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no answer")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def main(arguments: Sequence[str]) -> int:
    why = unreachable()
    try:
        found = None if why else report()
    except ValueError as error:
        found, why = None, str(error)
    accepted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["audit"]["accepted"]
    outcome = judged(found or {"dependencies": []}, accepted, SystemClock().now().date())
    told(outcome, why or "it knows none of our libraries")
    return 1 if outcome.weak else 2 if "--strict" in arguments and (outcome.unknown or not outcome.audited) else 0


def told(outcome: Outcome, why: str) -> None:
    """Say what came out, and loudly what did not."""
    for line in outcome.weak:
        sys.stderr.write(f"AUDIT: {line}\n")
    if not outcome.audited:
        sys.stderr.write(NOTHING.format(why=why) + "\n")
    elif outcome.unknown:
        sys.stderr.write(f"AUDIT: NOT AUDITED, for the registry knows nothing of them: {', '.join(outcome.unknown)}\n")
    sys.stdout.write(f"audit: {outcome.audited} libraries, {len(outcome.weak)} known weaknesses\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
