"""Every finding is provoked by its example, at the line that the manual marks; put right, it is gone."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from civicore.base.saying import Said
from civicore.boot import open_city
from civicore.cli.opening import Core
from civicore.deployment.codes import CODES
from civicore.deployment.examples import Example, examples, part, town
from civicore.deployment.loading import Loaded
from tests.deployment.files import TODAY

TRIED = [(code, one) for code, one in examples().items() if not one.online]
MANIFEST = {
    "plugin": 1,
    "name": "civicore-garden",
    "api": ">=1.0,<2",
    "gives": ["module"],
    "needs": [],
    "hooks": ["register_permissions"],
    "languages": ["en"],
    "contact": {"security": "a@b.example", "source": "https://b.example", "licence": "EUPL-1.2"},
}

CODE = """\
from civicore import hookimpl


@hookimpl
def register_permissions():
    return ()
"""


def judged(folder: Path, example: Example, text: str) -> Loaded:
    """An example as it stands over the town, read as ``civicore check`` reads it."""
    below = [] if example.alone else [town(), *(part(name) for name in example.parts)]
    for number, said in enumerate(below):
        (folder / f"below{number}.yaml").write_text(said, "utf-8")
    for name, content in example.files.items():
        (folder / name).write_text(content, "utf-8")
    names = ", ".join(f"./below{number}.yaml" for number in range(len(below)))
    head = f"civicore: 1\nextends: [{names}]\n" if below else ""
    file = folder / "city.yaml"
    file.write_bytes((head + text).encode(example.encoding))
    return open_city(file, core={"core": Core()}, environ={}, today=TODAY).loaded


def is_said(words: str) -> bool:
    return isinstance(words, Said) or words.startswith(("pip install", "grants: ["))


@pytest.fixture
def garden(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """A third-party plugin that is installed, for the examples that need one."""
    said = request.getfixturevalue("example").plugin
    if said is None:
        yield
        return
    home = tmp_path / "site"
    package, about = home / "civicore_garden", home / "civicore_garden-1.0.dist-info"
    package.mkdir(parents=True)
    about.mkdir()
    (package / "__init__.py").write_text(CODE)
    (package / "civicore-plugin.yaml").write_text(yaml.safe_dump({**MANIFEST, **said}))
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: civicore-garden\nVersion: 1.0\n")
    (about / "RECORD").write_text("civicore_garden/__init__.py,,\ncivicore_garden/civicore-plugin.yaml,,\n")
    (about / "entry_points.txt").write_text("[civicore]\ncivicore-garden = civicore_garden\n")
    sys.path.insert(0, str(home))
    importlib.invalidate_caches()
    yield
    sys.path.remove(str(home))
    sys.modules.pop("civicore_garden", None)


@pytest.mark.parametrize(("code", "example"), TRIED, ids=[code for code, _ in TRIED])
def test_a_finding_is_told_at_its_line(tmp_path: Path, garden: None, code: str, example: Example) -> None:
    loaded = judged(tmp_path, example, example.wrong)
    offset = 0 if example.alone else 2
    assert example.line is not None
    lines = [one.place.line - offset for one in loaded.findings if one.code == code]
    assert example.line in lines, [(one.code, one.place.line - offset, one.message) for one in loaded.findings]
    unsaid = [words for one in loaded.findings for words in (one.message, *one.finding.hints) if not is_said(words)]
    assert unsaid == [], "only what say() made can be said in another language"
    severity = {one.severity for one in loaded.findings if one.code == code and one.place.line - offset == example.line}
    if code not in ("L407", "L424", "L435", "L472", "L473"):  # these have a milder and a graver form
        assert severity == {"warning" if CODES[code].warning else "error"}


@pytest.mark.parametrize(("code", "example"), TRIED, ids=[code for code, _ in TRIED])
def test_put_right_it_is_gone(tmp_path: Path, garden: None, code: str, example: Example) -> None:
    loaded = judged(tmp_path, example, example.right)
    assert [one.message for one in loaded.findings if one.code == code] == []
    assert [(one.code, one.message) for one in loaded.errors] == []


def test_every_code_has_an_example_and_every_example_a_code() -> None:
    assert sorted(examples()) == sorted(CODES)
    assert all(one.wrong != one.right for one in examples().values())


def test_a_bot_does_not_offer_what_is_switched_off(tmp_path: Path) -> None:
    off = examples()["E202"]
    (told,) = [one for one in judged(tmp_path, off, off.wrong).findings if one.code == "E202"]
    assert told.message == '"booking" is switched off'


@pytest.mark.parametrize("code", ["L497", "L498", "L499", "L529"])
def test_what_needs_other_systems_is_tried_with_counterparts(code: str) -> None:
    assert examples()[code].online
    assert f'"{code}"' in (Path(__file__).parents[2] / "online" / "test_online.py").read_text("utf-8")
