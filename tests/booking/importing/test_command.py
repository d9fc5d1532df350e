"""``civicore import bookings`` as city IT calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from civicore.cli import app

FILE = Path(__file__).parents[3] / "deployments/minimal.yaml"
CSV = "Datum;Čas;Agenda;Příjmení;PIN\n23.11.2099;9:00;Občanské průkazy;Novák;4711\n"
MAPPING = "columns: {day: Datum, time: Čas, last_name: Příjmení, code: PIN}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city with the export of its older system."""
    (tmp_path / "city.yaml").write_text(FILE.read_text("utf-8"), "utf-8")
    (tmp_path / "old.csv").write_bytes(CSV.encode("cp1250"))
    (tmp_path / "names.yaml").write_text(MAPPING, "utf-8")
    return tmp_path


def imported(folder: Path, *more: str) -> Result:
    into = ["--into", str(folder / "city.yaml"), "--db", f"sqlite:///{folder / 'city.db'}"]
    return CliRunner().invoke(app, ["import", "bookings", str(folder / "old.csv"), *into, *more])


def test_dry_then_true_then_again(folder: Path) -> None:
    how = ("--encoding", "cp1250", "--mapping", str(folder / "names.yaml"))
    dry = imported(folder, *how, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, "old.csv: 1 would be taken over (0 known, 0 twice, 0 past)\n")
    done = imported(folder, *how)
    assert (done.exit_code, done.stdout) == (0, "old.csv: 1 taken over (0 known, 0 twice, 0 past)\n")
    again = imported(folder, *how)
    assert (again.exit_code, again.stdout) == (0, "old.csv: 0 taken over (1 known, 0 twice, 0 past)\n")


def test_a_wrong_line_is_named_without_what_stands_in_it(folder: Path) -> None:
    (folder / "old.csv").write_text("day,time,agenda,last_name\n2099-11-23,9:00,cars and more,Svobodová\n", "utf-8")
    done = imported(folder)
    assert done.exit_code == 1
    assert "old.csv:2: wrong: agenda:" in done.output
    assert "nothing was taken over" in done.output
    assert "Svobodová" not in done.output


def test_a_city_without_bookings_takes_none(folder: Path) -> None:
    with (folder / "city.yaml").open("a", encoding="utf-8") as file:
        file.write("booking: null\n")
    done = imported(folder, "--encoding", "cp1250")
    assert done.exit_code == 1
    assert "city.yaml: without the section booking" in done.output


def test_the_alphabet_of_the_file_is_not_guessed(folder: Path) -> None:
    done = imported(folder)
    assert done.exit_code == 3
    assert "utf-8" in done.output
