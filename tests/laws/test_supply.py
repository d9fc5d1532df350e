"""What we build on is told and audited (S63)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.laws.sources import ROOT
from tests.laws.test_packaging import SAID_ELSEWHERE, named, pinned, project
from tools import audit, sbom

TODAY = date(2026, 11, 22)
WEAK = {"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"]}
REPORT: dict[str, Any] = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": "weak", "version": "2.0", "vulns": [WEAK]},
        {"name": "strange", "skip_reason": "not found"},
    ]
}


def accepted(until: date, id: str = "CVE-2026-1") -> list[dict[str, Any]]:
    return [{"id": id, "until": until, "because": "it is not reached"}]


def test_s63_the_bill_names_every_library_of_the_lock_file() -> None:
    written = project()["project"]
    text = JsonV1Dot6(sbom.bill(written, named("run"), pinned("requirements.lock"))).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    said = json.loads(text)
    assert {one["name"]: one["version"] for one in said["components"]} == pinned("requirements.lock")
    assert all(one["purl"].startswith("pkg:pypi/") for one in said["components"])
    assert {one["name"] for one in said["components"] if not one.get("licenses")} <= SAID_ELSEWHERE.keys()
    needs = {one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in said["dependencies"]}
    assert {one.removeprefix("pkg:pypi/").partition("@")[0] for one in needs["pkg:pypi/civicore"]} == named("run")
    assert any(one.startswith("pkg:pypi/markupsafe@") for one in needs["pkg:pypi/jinja2"])


def test_s63_a_known_weakness_fails_the_audit() -> None:
    outcome = audit.judged(REPORT, [], TODAY)
    assert outcome.weak == ["weak 2.0: PYSEC-1, mended in 2.1"]
    assert (outcome.unknown, outcome.audited) == (["strange"], 2)


@pytest.mark.parametrize("id", ["PYSEC-1", "CVE-2026-1"])
def test_s63_what_is_accepted_is_so_to_its_last_day(id: str) -> None:
    assert audit.judged(REPORT, accepted(TODAY, id), TODAY).weak == []
    assert audit.judged(REPORT, accepted(date(2026, 11, 21), id), TODAY).weak != []
    assert audit.judged(REPORT, accepted(TODAY, "CVE-2026-2"), TODAY).weak != []


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--strict"], 2)])
def test_s63_a_registry_out_of_reach_is_said(
    words: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "unreachable", lambda: "ConnectError")
    assert audit.main(words) == code
    assert "NOTHING WAS AUDITED" in capsys.readouterr().err


def test_s63_a_registry_that_knows_none_of_them_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "unreachable", lambda: "")
    monkeypatch.setattr(audit, "report", lambda: {"dependencies": REPORT["dependencies"][2:]})
    assert (audit.main([]), audit.main(["--strict"])) == (0, 2)
    assert "NOTHING WAS AUDITED" in capsys.readouterr().err


@pytest.mark.parametrize(("vulnerable", "code"), [(True, 1), (False, 0)])
def test_s63_the_outcome_decides_the_run(vulnerable: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"dependencies": REPORT["dependencies"][: 2 if vulnerable else 1]}
    monkeypatch.setattr(audit, "unreachable", lambda: "")
    monkeypatch.setattr(audit, "report", lambda: found)
    assert audit.main([]) == code


def test_s63_make_test_audits_and_every_acceptance_ends() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ntest: system lint types audit unit\n" in makefile
    for one in project()["tool"]["audit"]["accepted"]:
        assert (one["until"] - TODAY).days <= 120, one
        assert len(one["because"]) > 20
