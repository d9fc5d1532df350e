"""What ``civicore plugin new`` writes, of each kind: laid out, installed, tested, checked, before a line is added."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from civicore.cli import app
from civicore.scaffold.project import KINDS, BadName, Project, What, write
from tests.external.building import Installed, installed
from tests.tools.counts import times

NAMES: dict[What, str] = {
    "module": "street_trees",
    "channel": "pigeon_post",
    "device": "line_printer",
    "source": "paper_mill",
    "theme": "high_hat",
}

STARTING = (7, 12)
"""Checks that each start cities of their own beside the shared one: for ``make soak``."""


@pytest.fixture(scope="module", params=KINDS[: times(1, len(KINDS))])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A project, installed from its wheel; of each kind with ``make soak``."""
    folder = tmp_path_factory.mktemp(request.param)
    answer = CliRunner().invoke(
        app, ["plugin", "new", NAMES[request.param], "--what", request.param, "--into", str(folder / "new")]
    )
    assert answer.exit_code == 0, answer.output
    yield installed(folder / "new", folder)


@pytest.mark.soak
@pytest.mark.long  # the first tier tells more, and each takes as long
def test_its_tests_pass(made: Installed) -> None:
    done = made.run("-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.soak
def test_it_passes_the_first_tier(made: Installed) -> None:
    name = next(made.site.glob("*/civicore-plugin.yaml")).parent.name
    first = [f"--only=K{number:02d}" for number in range(1, 13) if times(0, 1) or number not in STARTING]
    done = made.run("civicore", "plugin", "check", name, *first)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.parametrize("what", KINDS)
def test_nothing_of_ours_is_left_in_it(what: What, tmp_path: Path) -> None:
    files = write(Project(f"{NAMES[what]}_of_the_big_city"[:24].rstrip("_"), what, "1.2.3"), tmp_path / "new")
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert re.findall(r"(?<![\w.])@(?:name|title|Class|needs|config|kept|version|api)@", text) == []
    assert "civicore>=1.2" in text
    assert not [file for file in files if "NAME" in file.name or file.suffix == ".part"]
    ruff = [sys.executable, "-m", "ruff", "check", "."]
    done = subprocess.run(ruff, cwd=tmp_path / "new", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name", ["", "Trees", "9trees", "street-trees", "trees_", "a" * 25, "class", "json", "civicore_x", "../x"]
)
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    with pytest.raises(BadName):
        Project(name, "module", "1.2.3")


def test_a_folder_in_which_something_lies_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = CliRunner().invoke(app, ["plugin", "new", "street_trees", "--what", "module", "--into", str(tmp_path)])
    assert answer.exit_code == 1
    assert "something lies there already" in answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(
        app, ["plugin", "new", "street_trees", "--what", "castle", "--into", str(tmp_path / "x")]
    )
    assert answer.exit_code == 1
    assert "module, channel, device, source, theme" in answer.output


def test_the_kind_is_asked_for(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["plugin", "new", "street_trees", "--into", str(tmp_path / "x")], input="theme\n")
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "x" / "street_trees" / "static" / "street_trees" / "theme.css").is_file()
