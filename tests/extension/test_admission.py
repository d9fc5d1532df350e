"""What a city's file says about a plugin is held against what the plugin says about itself."""

from pathlib import Path

import pytest
import yaml

from civicore.extension.admission import Wanted, judged
from civicore.extension.manifest import FILE, Manifest, read_file

MANIFEST = """
plugin: 1
name: acme-gate
api: ">=1.0,<2"
gives: [channel.sms]
needs: [sms.send, "network:{config.host}"]
hooks: [register_channels]
languages: [en]
contact: {security: a@acme.example, source: https://acme.example/gate, licence: MIT}
"""
SETTINGS = {"host": "smpp.example"}
GRANTS = ("sms.send", "network:smpp.example")


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    (tmp_path / FILE).write_text(MANIFEST)
    return read_file(tmp_path / FILE)


def told(wanted: Wanted, manifest: Manifest) -> list[tuple[str, str, str]]:
    return [
        (one.code, one.severity, ".".join(map(str, one.path[2:]))) for one in judged(wanted, manifest, version="1.4")
    ]


def test_a_plugin_with_all_it_needs_is_let_in(manifest: Manifest) -> None:
    assert told(Wanted("acme-gate", ">=1.2,<2", GRANTS, isolated=True, config=SETTINGS), manifest) == []


@pytest.mark.parametrize(
    ("wanted", "finding"),
    [
        (Wanted("acme-gate", ">=2", GRANTS, config=SETTINGS), ("L435", "error", "version")),
        (Wanted("acme-gate", "new", GRANTS, config=SETTINGS), ("L435", "error", "version")),
        (Wanted("acme-gate", "*", GRANTS[:1], config=SETTINGS), ("L525", "error", "grants")),
        (Wanted("acme-gate", "*", (*GRANTS, "db.own"), config=SETTINGS), ("L526", "warning", "grants.2")),
        (Wanted("acme-gate", "*", (*GRANTS, "sms.sent"), config=SETTINGS), ("L526", "warning", "grants.2")),
    ],
)
def test_what_does_not_fit_is_said_at_its_place(
    wanted: Wanted, finding: tuple[str, str, str], manifest: Manifest
) -> None:
    assert told(wanted, manifest) == [finding]


def test_a_missing_grant_comes_with_the_line_to_write(manifest: Manifest) -> None:
    found = next(judged(Wanted("acme-gate", grants=("sms.send",), config=SETTINGS), manifest, "1.4"))
    assert found.hints == ('grants: [sms.send, "network:smpp.example"]',)


def test_a_grant_that_is_misspelt_has_a_guess(manifest: Manifest) -> None:
    found = list(judged(Wanted("acme-gate", grants=(*GRANTS, "sms.sent"), config=SETTINGS), manifest, "1.4"))
    assert found[0].hints == ('did you mean "sms.send"?',)


def test_another_plugin_api_is_said_with_the_command_that_gets_it(manifest: Manifest) -> None:
    newer = manifest.model_copy(update={"api": ">=2"})
    found = list(judged(Wanted("acme-gate", grants=GRANTS, config=SETTINGS), newer, "1.4"))
    assert [(one.code, one.hints) for one in found] == [("L435", ("pip install --upgrade acme-gate",))]


def test_what_needs_the_process_cannot_be_alone(manifest: Manifest) -> None:
    module = manifest.model_copy(update={"gives": ("module",)})
    found = list(judged(Wanted("acme-gate", grants=GRANTS, config=SETTINGS, isolated=True), module, "1.4"))
    assert [(one.code, one.path) for one in found] == [("L527", ("plugins", "acme-gate", "isolation"))]


def test_all_that_is_missing_is_one_finding(manifest: Manifest) -> None:
    found = [one for one in judged(Wanted("acme-gate", config=SETTINGS), manifest, "1.4") if one.code == "L525"]
    assert len(found) == 1
    (line,) = found[0].hints
    grants = yaml.safe_load(line)["grants"]
    assert told(Wanted("acme-gate", grants=tuple(grants), config=SETTINGS), manifest) == []
