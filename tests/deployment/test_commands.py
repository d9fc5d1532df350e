"""The commands as people call them: what they print, how they end, and what they do not load."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from civicore import shipped
from civicore.cli import app
from tests.deployment.files import BASE, ROOT, city_file

TRUTNOV = str(ROOT / "deployments/trutnov.yaml")
KOSTELEC = str(ROOT / "deployments/kostelec.yaml")


def civicore(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.mark.parametrize(
    ("text", "more", "ends"),
    [
        (BASE, (), 0),
        (BASE.replace("[it@lhotka.example]", "[]"), (), 0),
        (BASE.replace("[it@lhotka.example]", "[]"), ("--strict",), 1),
        (BASE + "boking: {}\n", (), 1),
        (BASE + "booking: {}\n", (), 3),
        ("a: [", (), 3),
    ],
)
def test_check_ends_with(tmp_path: Path, text: str, more: tuple[str, ...], ends: int) -> None:
    assert civicore("check", city_file(tmp_path, text), *more).exit_code == ends


def test_check_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = civicore("check", tmp_path / "nobody.yaml")
    assert result.exit_code == 3
    assert "cannot be read" in result.output


def test_check_several_files_at_once_and_for_programs(tmp_path: Path) -> None:
    wrong = city_file(tmp_path, BASE + "boking: {}\n")
    result = civicore("check", TRUTNOV, wrong, "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert {one["file"] for one in found} == {"trutnov.yaml", "city.yaml"}
    assert [one["code"] for one in found if one["severity"] == "error"] == ["E101"]


def test_roles_are_checked_against_the_rights_there_are(tmp_path: Path) -> None:
    wrong = city_file(tmp_path, BASE + "roles: {lead: {name: {cs: a, en: b}, can: [staff.manege]}}\n")
    result = civicore("check", wrong)
    assert 'did you mean "staff.manage"?' in result.output


def test_check_loads_no_web_server_and_no_database() -> None:
    said = "import sys; from civicore.cli import app; app(['check', sys.argv[1]], standalone_mode=False)"
    ask = "; print([one for one in ('litestar', 'piccolo', 'uvicorn', 'asyncpg') if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{said}{ask}", KOSTELEC], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_show_resolved_with_origins() -> None:
    printed = civicore("show", ROOT / "deployments/kostelec_crisis.yaml", "--resolved", "--origins").output
    lines = {line.split("  #")[0].strip(): line.rpartition("# ")[2] for line in printed.splitlines()}
    assert lines["active: true"] == "kostelec_crisis.yaml:5"
    assert lines["calendar: cz"] == "cz.yaml:9"
    assert lines["id: kostelec"].startswith("kostelec.yaml:")


def test_show_a_part() -> None:
    result = civicore("show", TRUTNOV, "--for", "agendas.passports")
    assert result.output.splitlines()[0] == "name:"
    assert civicore("show", TRUTNOV, "--for", "agendas.nothing").exit_code == 3


def test_show_names_secrets_and_never_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_SMTP_PASSWORD", "hunter2-x9")
    printed = civicore("show", TRUTNOV, "--secrets").output
    assert "CIVICORE_SECRET_SMTP_PASSWORD" in printed
    assert "not found" in printed
    assert "hunter2-x9" not in printed


def test_explain_a_field_in_a_file_for_an_agenda() -> None:
    lines = civicore("explain", "booking.horizon", "--in", TRUTNOV, "--for", "agendas.passports").output.splitlines()
    assert lines[0] == "booking.horizon    duration above 0, default 30 days"
    said = {line[:13].strip(): line[13:] for line in lines[2:]}
    assert said["value"] == "60 days"
    assert said["set in"].startswith("trutnov.yaml:")
    assert said["not set"].startswith("agendas.passports.booking.horizon, departments.administration.booking.horizon")
    assert said["in words"].startswith("today, ")


def test_explain_where_a_nearer_level_was_set(tmp_path: Path) -> None:
    text = BASE.replace("prefix: B}", "prefix: B, booking: {horizon: 10 days}}")
    path = city_file(tmp_path, text)
    near = civicore("explain", "booking.horizon", "--in", path, "--for", "agendas.passports").output
    far = civicore("explain", "booking.horizon", "--in", path, "--for", "agendas.id_cards").output
    assert "value      10 days" in near
    assert "value      30 days" in far


def test_explain_the_limits_of_an_agenda() -> None:
    printed = civicore("explain", "agendas.id_cards.capacity", "--in", KOSTELEC).output
    assert "agendas.<id>.capacity    n / {mon: n}, default none" in printed
    assert "departments.administration.capacity" in printed
    assert "counters could serve about" in printed


def test_explain_a_finding() -> None:
    assert civicore("explain", "L404").output.splitlines()[:2] == ["L404    error", "a quota above the capacity"]


@pytest.mark.parametrize(
    ("path", "meant"), [("booking.horizn", "horizon"), ("bookng", "booking"), ("offices.x.huors", "hours")]
)
def test_explain_an_unknown_path(path: str, meant: str) -> None:
    result = civicore("explain", path)
    assert result.exit_code == 3
    assert f'"{meant}"' in result.output


def test_schema_prints_and_writes_the_same(tmp_path: Path) -> None:
    printed = civicore("schema").output
    assert civicore("schema", "--out", tmp_path / "a.json").exit_code == 0
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == printed
    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_cities_that_come_with_the_program_are_copied_once(tmp_path: Path) -> None:
    copied = civicore("examples", tmp_path / "cities")
    assert copied.exit_code == 0 and "kostelec" in copied.output and "minimal" in copied.output
    for name in ("minimal.yaml", "trutnov/logo.svg"):
        assert (tmp_path / "cities" / name).read_bytes() == (ROOT / "deployments" / name).read_bytes()
    again = civicore("examples", tmp_path / "cities")
    assert again.exit_code == 1 and "is there already" in again.output


def test_an_installed_program_has_its_cities_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_PROGRAM", tmp_path)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert shipped.home().relative_to(tmp_path).as_posix() == wheel["force-include"]["deployments"].removeprefix(
        "civicore/"
    )
