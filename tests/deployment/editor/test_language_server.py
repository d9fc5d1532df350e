"""What editors make of the schema: yaml-language-server of npm completes, explains and complains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from civicore.deployment.merge import PRESETS
from civicore.deployment.reference import first_party_model
from civicore.deployment.schema import json_schema
from tests.deployment.files import ROOT, SHIPPED
from tests.tools.yaml_server.client import Editor, editor

HEAD = "# yaml-language-server: $schema=civicore-1.schema.json\ncivicore: 1\n"
SETTINGS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"keep": {"$ref": "#/$defs/length"}, "places": {"type": "integer", "description": "shelves"}},
    "$defs": {"length": {"description": "how long things are kept", "enum": ["30 days", "60 days"]}},
    "additionalProperties": False,
}
MANIFEST = """\
plugin: 1
name: lostthings
api: ">=1.0,<2"
gives: [module]
hooks: [register_config]
config_schema: config.schema.json
languages: [en]
contact: {security: a@b.example, source: "https://b.example", licence: MIT}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin of somebody else's, as pip leaves it; importing it would fail."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "lostthings").mkdir()
    (folder / "lostthings/__init__.py").write_text("raise RuntimeError('nobody asked for code')\n", "utf-8")
    (folder / "lostthings/civicore-plugin.yaml").write_text(MANIFEST, "utf-8")
    (folder / "lostthings/config.schema.json").write_text(json.dumps(SETTINGS), "utf-8")
    about = folder / "lostthings-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lostthings\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text("[civicore]\nlostthings = lostthings\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment folder with the schema that the command writes where that plugin is installed."""
    here = tmp_path_factory.mktemp("town")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), *sys.path])}
    command = [sys.executable, "-c", "from civicore.cli import main; main()", "schema", "--out"]
    subprocess.run([*command, str(here / "civicore-1.schema.json")], env=environ, check=True)
    return here


@pytest.fixture(scope="module")
def code() -> Iterator[Editor]:
    with editor() as running:
        yield running


def opened(code: Editor, file: Path, text: str) -> list[str]:
    return [one["message"] for one in code.open(file, HEAD + text)]


@pytest.mark.parametrize("path", [*SHIPPED, *sorted(PRESETS.glob("*.yaml"))], ids=lambda path: path.stem)
def test_nothing_to_complain_about_in_a_shipped_file(code: Editor, path: Path) -> None:
    text = path.read_text("utf-8").replace("$schema=../", f"$schema={ROOT}/deployments/")
    assert code.open(path, text) == []


def test_keys_are_completed_with_their_meaning(code: Editor, folder: Path) -> None:
    file = folder / "keys.yaml"
    opened(code, file, "booking:\n  horizon: 60 days\n  \n")
    offered = {one["label"]: one for one in code.complete(file, 4, 2)}
    assert {"lead_time", "confirmation", "sold_out"} <= set(offered)
    assert "horizon" not in offered
    assert "least time between booking and slot" in str(offered["lead_time"].get("documentation"))


def test_values_are_completed(code: Editor, folder: Path) -> None:
    file = folder / "values.yaml"
    opened(code, file, "booking:\n  priority: \n")
    assert {"after_current", "at_booked_time"} <= {one["label"] for one in code.complete(file, 3, 12)}


def test_hover_tells_what_a_key_means_and_its_default(code: Editor, folder: Path) -> None:
    file = folder / "hover.yaml"
    opened(code, file, "booking:\n  horizon: 60 days\n")
    told = code.hover(file, 3, 4)
    assert "how far ahead a slot may be booked" in told
    assert "Default: 30 days" in told


def test_what_is_wrong_is_underlined(code: Editor, folder: Path) -> None:
    file = folder / "wrong.yaml"
    found = code.open(file, HEAD + "booking:\n  horizont: 5\nbrand:\n  colours: {primary: red}\n")
    assert {(one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in found} == {(3, 2), (5, 21)}
    assert any("horizont" in one["message"] for one in found)


def test_a_key_with_a_new_name_is_told(code: Editor, folder: Path) -> None:
    (said,) = opened(code, folder / "old.yaml", "booking:\n  limits: {pending_per_email: 1}\n")
    assert "unconfirmed_per_person" in said


def test_settings_of_somebody_elses_plugin(code: Editor, folder: Path) -> None:
    file = folder / "plugin.yaml"
    text = "plugins:\n  lostthings:\n    config:\n      places: many\n      keep: \n"
    found = [(one["range"]["start"]["line"], one["message"]) for one in code.open(file, HEAD + text)]
    assert any(line == 5 and "integer" in message for line, message in found)
    assert "shelves" in code.hover(file, 5, 8)
    assert {one["label"] for one in code.complete(file, 6, 12)} >= {"30 days", "60 days"}
    opened(code, file, text.replace("places", "place"))


def test_a_plugin_that_is_not_installed_may_have_any_settings(code: Editor, folder: Path) -> None:
    assert opened(code, folder / "other.yaml", "plugins: {other: {version: '1', config: {a: 1}}}\n") == []


def test_the_name_of_an_installed_plugin_is_completed(code: Editor, folder: Path) -> None:
    file = folder / "names.yaml"
    opened(code, file, "plugins:\n  \n")
    assert "lostthings" in {one["label"] for one in code.complete(file, 3, 2)}


def test_references_of_a_plugin_lead_into_its_own_part() -> None:
    schema = json_schema(first_party_model(), {"lostthings": SETTINGS})
    home = schema["$defs"]["settings of lostthings"]
    assert home["properties"]["keep"] == {"$ref": "#/$defs/settings of lostthings/$defs/length"}
    assert "$schema" not in home
