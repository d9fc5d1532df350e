"""The account of a test run: outcomes of rules are kept, and a silent skip ends the run badly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.tools.ledger import MOST_SECOND_LOOKS

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    """Run one throw-away test file with the ledger."""
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = rule(number): it\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tools.ledger", "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def test_a_skip_without_an_allowed_reason_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "import pytest\ndef test_it(): pytest.skip('no browser here')\n")
    assert done.returncode == 1
    assert "skipped without an allowed reason: test_it.py::test_it: Skipped: no browser here" in done.stdout


def test_the_outcome_of_a_rule_is_kept_with_its_parameters(tmp_path: Path) -> None:
    source = (
        "import pytest\n"
        "@pytest.mark.rule('TRU-03')\n"
        "@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_it(n): assert n == 1\n"
    )
    assert run(tmp_path, source).returncode == 1
    kept = json.loads((tmp_path / ".pytest_cache/v/civicore/rules").read_text(encoding="utf-8"))
    assert kept == {"test_it.py::test_it[1]": "passed", "test_it.py::test_it[2]": "failed"}


LATE = """
import pytest
seen = set()
@pytest.mark.rule('TRU-03')
@pytest.mark.flaky(reruns=1)
@pytest.mark.parametrize('n', range({}))
def test_it(n):
    late = n not in seen
    seen.add(n)
    assert not late
"""


def test_a_second_look_that_went_well_is_told_and_shows_the_rule(tmp_path: Path) -> None:
    done = run(tmp_path, LATE.format(MOST_SECOND_LOOKS))
    assert done.returncode == 0, done.stdout
    assert f"{MOST_SECOND_LOOKS} rerun" in done.stdout
    kept = json.loads((tmp_path / ".pytest_cache/v/civicore/rules").read_text(encoding="utf-8"))
    assert set(kept.values()) == {"passed"}


def test_too_many_second_looks_fail_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, LATE.format(MOST_SECOND_LOOKS + 1))
    assert done.returncode == 1
    assert f"at most {MOST_SECOND_LOOKS} may" in done.stdout
