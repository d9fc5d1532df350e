"""``civicore plugin check`` and ``plugin list``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from civicore.cli import app
from civicore.cli.plugin_check import named
from tests.testing.broken import PARCELS, parcels

RUN = CliRunner()
MINIMAL = Path(__file__).parents[2] / "deployments" / "minimal.yaml"


def test_plugins_are_listed_with_what_a_file_uses() -> None:
    told = RUN.invoke(app, ["plugin", "list", str(MINIMAL)])
    assert told.exit_code == 0
    assert "ticketing" in told.output and "used" in told.output and "not listed in the file" in told.output


def test_a_plugin_is_tried_and_what_is_wrong_told(tmp_path: Path) -> None:
    with parcels(tmp_path, "K26") as subject:
        told = RUN.invoke(app, ["plugin", "check", str(subject.home.parent), "--only", "K01", "--only", "K26"])
        assert "parcels 1.0   api >=1.0,<2" in told.output
        assert "tier" not in told.output, "two checks tell nothing of a tier"
        assert ' K26 error  the README has no part "Limits"' in told.output
        assert told.output.rstrip().endswith("1 passed, 1 failed")
        assert told.exit_code == 0  # bronze is what was asked for
        gold = RUN.invoke(app, ["plugin", "check", "parcels", "--only", "K26", "--tier", "gold"])
        assert gold.exit_code == 1


@pytest.mark.parametrize(("words", "code"), [(["nobody"], 3), (["booking", "--only", "K99"], 2)])
def test_what_is_no_plugin_or_check_is_refused(words: list[str], code: int) -> None:
    assert RUN.invoke(app, ["plugin", "check", *words]).exit_code == code


def test_a_folder_without_an_installed_plugin_is_none() -> None:
    assert named(str(PARCELS / "nothing")) is None
