"""The shipped cities, the editors' schema and the reference are what the program reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from civicore_booking.config import SECTION

from civicore.deployment import shape
from civicore.deployment.codes import CODES
from civicore.deployment.compose import compose
from civicore.deployment.merge import PRESETS
from civicore.deployment.reference import document, findings, first_party_model
from civicore.deployment.schema import json_schema
from tests.deployment.files import ROOT, SHIPPED, TODAY, city_file, judged

ALLOWED = {"E302", "E303", "L435"}  # no secrets here, and plugins that are still to come


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_city_passes(path: Path) -> None:
    loaded = judged(path)
    assert loaded.city is not None
    assert {one.code for one in loaded.findings} <= ALLOWED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_city_has_its_own_drawing(path: Path) -> None:
    city = judged(path).city
    assert city is not None
    assert path.stem == "minimal" or city.brand.logo == f"{city.deployment.id}/logo.svg"


def test_the_crisis_differs_in_one_word() -> None:
    calm, crisis = (judged(ROOT / f"deployments/{name}.yaml").city for name in ("kostelec", "kostelec_crisis"))
    assert calm is not None
    assert crisis is not None
    assert not calm.suspensions["crisis_measures"].active
    assert crisis.suspensions["crisis_measures"].active
    differing = [name for name in type(calm).model_fields if getattr(calm, name) != getattr(crisis, name)]
    assert differing == ["suspensions"]


def test_a_minimal_city_has_under_thirty_lines() -> None:
    assert len((ROOT / "deployments/minimal.yaml").read_text(encoding="utf-8").splitlines()) < 30


def test_the_schema_in_the_folder_is_current() -> None:
    written = json.loads((ROOT / "deployments/civicore-1.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(first_party_model()), "civicore schema --out deployments/civicore-1.schema.json"


def test_the_reference_is_current() -> None:
    written = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    assert written == document(first_party_model()), "python -m civicore.deployment.reference > docs/language.md"


class _Yaml12(yaml.SafeLoader):
    """Reads as editors do (YAML 1.2): dates and times stay text."""


_Yaml12.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in known if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")]
    for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), list("-0123456789"))


@pytest.mark.parametrize("path", [*SHIPPED, *sorted(PRESETS.glob("*.yaml"))], ids=lambda path: path.stem)
def test_editors_accept_the_shipped_files(path: Path) -> None:
    validator = jsonschema_rs.Draft202012Validator(json_schema(first_party_model()))
    said = yaml.load(path.read_text(encoding="utf-8"), _Yaml12)
    assert [error.message for error in validator.iter_errors(said)] == []


def test_editors_refuse_what_check_refuses() -> None:
    validator = jsonschema_rs.Draft202012Validator(json_schema(first_party_model()))
    for wrong in ({"booking": {"horizont": 1}}, {"booking": {"priority": "x"}}, {"offices": {"Big": {"name": "a"}}}):
        assert not validator.is_valid({"civicore": 1, **wrong})


def test_every_field_names_findings_that_exist() -> None:
    model = compose([SECTION])
    named = {
        code
        for _, block, _ in shape.blocks(model)
        for info in block.model_fields.values()
        for code in re.findall(r"[ELW]\d{3}", findings(info, shape.of_field(info)))
    }
    assert named <= set(CODES)


def test_every_field_has_a_meaning() -> None:
    model = compose([SECTION])
    silent = [
        f"{path}.{name}"
        for path, block, new in shape.blocks(model)
        for name, info in block.model_fields.items()
        if new and not info.description
    ]
    assert silent == []


def test_a_file_in_the_folder_of_today_is_judged_for_today(tmp_path: Path) -> None:
    text = (ROOT / "deployments/minimal.yaml").read_text(encoding="utf-8")
    path = city_file(tmp_path, text + f"closures: {{a: {{when: {TODAY}, reason: b}}}}\n")
    assert "L434" not in {one.code for one in judged(path).findings}
