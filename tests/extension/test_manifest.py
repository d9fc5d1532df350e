"""A manifest is read without importing the plugin, and what is wrong with it is said at its place."""

import subprocess
import sys
from pathlib import Path

import pytest

from civicore.extension.manifest import FILE, Manifest, NoManifest, read, read_file

GOOD = """
plugin: 1
name: civicore-sms-smpp
api: ">=1.2,<2"
gives: [channel.sms]
needs: [sms.send, "network:{config.host}"]
hooks: [register_channels]
tables: [civicore_sms_smpp_log]
personal_data: [{store: civicore-sms-smpp.log, fields: [phone], kept: 30 days, export: true, erase: true}]
languages: [en, cs, uk, bg]
contact: {security: security@vendor.example, source: https://vendor.example/smpp, licence: Apache-2.0}
"""


def written(folder: Path, text: str) -> Manifest:
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    return read_file(file)


def test_a_manifest_is_read(tmp_path: Path) -> None:
    manifest = written(tmp_path, GOOD)
    assert manifest.prefix == "civicore_sms_smpp"
    assert manifest.personal_data[0].export is True
    assert manifest.settings() is None
    assert [manifest.suits(api) for api in ("1.1", "1.2", "1.9", "2.0")] == [False, True, True, False]


def test_no_code_of_the_plugin_runs() -> None:
    asked = "import sys; from civicore.extension.manifest import read; read('booking'); "
    asked += "sys.exit('civicore_booking' in sys.modules)"
    subprocess.run([sys.executable, "-c", asked], check=True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("api: ", "appi: ", "appi"),
        ('">=1.2,<2"', "soon", "no range of versions"),
        ("plugin: 1", "plugin: 2", "plugin: Input should be '1'"),
        ("name: civicore-sms-smpp", "name: Café", "name"),
        ("export: true", "export: perhaps", "personal_data.0.export"),
        ("gives: [channel.sms]", "gives: [wonders]", "gives.0"),
        ("hooks: [register_channels]", "hooks: []", "hooks"),
        ("https://vendor", "http://vendor", "contact.source"),
        ("plugin: 1", "plugin: 1\nplugin: 1", "a key stands twice"),
        ("tables:", "config_schema: ../secrets.json\ntables:", "outside the package"),
        ("gives: [", "gives: ][", "expected"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(NoManifest, match=said):
        written(tmp_path, GOOD.replace(old, new, 1))


def test_a_plugin_that_is_not_installed_says_how_to_get_it() -> None:
    with pytest.raises(NoManifest, match="pip install nowhere"):
        read("nowhere")


def test_a_package_without_a_manifest_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(NoManifest, match=FILE):
        read_file(tmp_path / FILE)


def test_a_schema_that_is_no_json_is_no_schema(tmp_path: Path) -> None:
    manifest = written(tmp_path, GOOD + "config_schema: config.schema.json\n")
    with pytest.raises(NoManifest, match=r"config\.schema\.json"):
        manifest.settings()
    (tmp_path / "config.schema.json").write_text('{"type": "object"}', encoding="utf-8")
    assert manifest.settings() == {"type": "object"}
