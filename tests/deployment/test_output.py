"""What ``check`` prints: places, carets, folding; and that no secret is ever among it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicore.deployment import show
from civicore.deployment.findings import human
from tests.deployment.files import BASE, alone, over_base

SECRET = "hunter2-x9"


def said(tmp_path: Path, text: str) -> str:
    loaded = over_base(tmp_path, text)
    return human(loaded.findings, "city.yaml", loaded.secrets)


def test_a_finding_for_people(tmp_path: Path) -> None:
    assert said(tmp_path, "booking:\n  horizont: 60 days\n").splitlines() == [
        'city.yaml:4:3: error E101: unknown key "horizont" in booking',
        "    4 |   horizont: 60 days",
        "      |   ^^^^^^^^",
        '     = did you mean "horizon"?',
        "",
        "city.yaml: 1 error, 0 warnings. civicore explain <code> tells more.",
    ]


def test_the_same_cause_is_folded(tmp_path: Path) -> None:
    days = "      mon: 08:00-17:00\n      tue: 08:00-15:00\n      wed: 08:00-12:00\n"
    text = f"offices:\n  town_hall:\n    doors: null\n    hours:\n{days}"
    printed = said(tmp_path, text)
    assert printed.count("L409") == 1
    assert "= the same on lines 8, 9" in printed
    assert printed.endswith("0 errors, 3 warnings (2 alike folded). civicore explain <code> tells more.")


def test_a_long_line_is_cut_and_the_caret_stays_under_the_word(tmp_path: Path) -> None:
    text = f"departments: {{registry: {{room: {{cs: {'a' * 150}, en: b}}, quota: -5, inbox: a@b.example}}}}\n"
    lines = said(tmp_path, text).splitlines()
    assert len(lines[1]) < 120
    start = lines[2].index("^")
    assert lines[1][start : start + 2] == "-5"


def test_a_finding_in_a_preset_names_it(tmp_path: Path) -> None:
    own = "deployment: {id: a, name: {de: A}, languages: [de]}\nbooking: {enabled: false}\n"
    loaded = alone(tmp_path, f"civicore: 1\nextends: [preset:cz]\n{own}")
    printed = human(loaded.findings, "city.yaml", loaded.secrets)
    assert "cz.yaml:" in printed
    assert "this is in the cz preset; your file may override it" in printed


def test_findings_for_programs_keep_their_form(tmp_path: Path) -> None:
    (finding,) = over_base(tmp_path, "booking: {horizont: 60 days}\n").findings
    assert json.loads(json.dumps(finding.as_json())) == {
        "file": "city.yaml",
        "line": 3,
        "column": 11,
        "end_column": 19,
        "severity": "error",
        "code": "E101",
        "path": "booking.horizont",
        "message": 'unknown key "horizont" in booking',
        "hints": ['did you mean "horizon"?'],
        "url": "docs/findings.md#e101",
    }


@pytest.mark.parametrize(
    "text",
    [
        f"channels: {{email: {{smtp: {{password: {SECRET}}}}}}}\n",
        f"channels: {{email: {{smtp: {{pasword: {SECRET}, usr: x}}}}}}\n",
        f"channels: {{email: {{smtp: {{apssword: '{SECRET}'}}}}}}\n",
        f"security: {{key: {SECRET}, bot_chekc: true}}\n",
        f"channels:\n  email:\n    smtp:\n      password: |\n        {SECRET}\n      prot: 5\n",
        f"channels: {{email: {{smtp: {{password: [{SECRET}]}}}}}}\n",
        f"channels: {{email: {{smtp: {{password: {SECRET}\n",
        f"operations: {{backups: {{kye: {SECRET}}}}}\n",
        f"channels: {{sms: {{gateway: smpp, key: {{secrte: {SECRET}}}}}}}\n",
    ],
)
def test_a_secret_is_printed_nowhere(tmp_path: Path, text: str) -> None:
    loaded = over_base(tmp_path, text)
    assert loaded.errors
    printed = human(loaded.findings, "city.yaml", loaded.secrets)
    assert SECRET not in printed + json.dumps([one.as_json() for one in loaded.findings])
    assert SECRET not in show.text(loaded, origins=True)


def test_the_name_of_a_secret_is_no_secret(tmp_path: Path) -> None:
    assert "{secret: smtp_password}" in said(
        tmp_path, "channels: {email: {smtp: {password: {secret: smtp_password}}}}\n"
    )


def test_what_is_shown_reads_back_as_the_same_city(tmp_path: Path) -> None:
    first = over_base(tmp_path, "booking: {horizon: 60 days}\nbrand: {footer: {cs: 'ano: ne', en: '#1, \"x\"'}}\n")
    again = alone(tmp_path, show.text(first))
    assert again.city is not None
    assert again.city == first.city


def test_only_what_the_file_itself_says(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "booking: {horizon: 60 days}\n")
    assert show.text(loaded, resolved=False) == "civicore: 1\nbooking:\n  horizon: 60 days"


def test_every_line_has_its_origin(tmp_path: Path) -> None:
    text = show.text(over_base(tmp_path, "booking: {horizon: 60 days}\n"), origins=True)
    lines = {line.split("#")[0].strip(): line.rpartition("# ")[2] for line in text.splitlines()}
    assert lines["horizon: 60 days"] == "city.yaml:3"
    assert lines["id: lhotka"] == "base.yaml:3"
    assert len(lines) > BASE.count("\n")
